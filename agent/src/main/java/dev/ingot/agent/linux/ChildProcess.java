package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child process, started with {@code posix_spawn(3)}. The JDK starts children with a helper program, and another would be
 * needed for a session of their own; each executed program costs milliseconds on a virtual machine. The child inherits only
 * its standard streams and one control pipe. It is reaped automatically; the caller closes this object.
 */
public final class ChildProcess implements AutoCloseable {

    /** The descriptor from which the child reads what is written to {@link #control}. */
    public static final int CONTROL_DESCRIPTOR = 3;

    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);
    private static final int SIGNAL_EXIT_BASE = 128;
    private static final int SIGNAL_MASK = 0x7f;
    private static final int SIZE_OF_SIGINFO = 128;
    private final int pid;
    private final List<NonBlockingPipe> pipeEnds;
    private final InputStream stdout;
    private final InputStream stderr;
    private final OutputStream stdin;
    private final OutputStream control;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    /** Receives the exit status. Allocated beforehand, because the heap may be exhausted when the child is reaped. */
    private final IntByReference status = new IntByReference();
    private boolean reaped;

    private ChildProcess(int pid, List<NonBlockingPipe> pipeEnds) {
        this.pid = pid;
        this.pipeEnds = pipeEnds;
        this.control = pipeEnds.getFirst().output();
        boolean piped = pipeEnds.size() > 1;
        this.stdin = piped ? pipeEnds.get(1).output() : OutputStream.nullOutputStream();
        this.stdout = piped ? pipeEnds.get(2).input() : InputStream.nullInputStream();
        this.stderr = piped ? pipeEnds.get(3).input() : InputStream.nullInputStream();
    }

    /**
     * Starts a child in a new session, with PATH as its only environment variable.
     *
     * @param command the program, searched in the agent's PATH, and its arguments
     * @param device  the file for all three standard streams; when empty they are pipes
     * @throws IOException when there is no such program, or no more processes or descriptors can be created
     */
    public static ChildProcess start(List<String> command, Optional<Path> device) throws IOException {
        List<Pipe> pipes = new ArrayList<>();
        try (Spawn spawn = new Spawn()) {
            pipes.add(Pipe.toChild());
            if (device.isPresent()) {
                spawn.open(device.get(), 0);
                spawn.inheritDescriptor(0, 1);
                spawn.inheritDescriptor(0, 2);
            } else {
                pipes.add(Pipe.toChild());
                // Container programs write their result at once and exit.
                pipes.add(Pipe.fromChildLarge());
                pipes.add(Pipe.fromChild());
                for (int stream = 0; stream < CONTROL_DESCRIPTOR; stream++) {
                    spawn.inheritDescriptor(pipes.get(stream + 1).childDescriptor(), stream);
                }
            }
            spawn.inheritDescriptor(pipes.getFirst().childDescriptor(), CONTROL_DESCRIPTOR);
            int pid = spawn.run(command, CONTROL_DESCRIPTOR + 1);
            ChildProcess child = new ChildProcess(pid, pipes.stream().map(Pipe::parentEnd).toList());
            child.watchExit();
            return child;
        } catch (IOException | RuntimeException | Error e) {
            pipes.forEach(pipe -> pipe.parentEnd().close());
            throw e;
        } finally {
            pipes.forEach(Pipe::close);
        }
    }

    /** Registers for the exit: with a pidfd where possible, otherwise (Linux before 5.3) with a waiting thread. */
    private void watchExit() {
        if (!PidFd.of(pid).map(this::registerExitCallback).orElse(false)) {
            JobThreads.named("exit-of-" + pid).start(() -> JobThreads.persist(this::awaitExitBlocking));
        }
    }

    /** Returns false when the kernel cannot watch the descriptor, for want of memory. */
    private boolean registerExitCallback(PidFd pidFd) {
        try {
            pidFd.notifyOnExit(() -> Thread.ofVirtual().name("exit-of-" + pid).start(() -> JobThreads.persist(this::complete)));
            return true;
        } catch (IOException e) {
            pidFd.close();
            return false;
        }
    }

    private void awaitExitBlocking() {
        try (Memory info = new Memory(SIZE_OF_SIGINFO)) {
            boolean runs = true;
            while (runs) {
                runs = isWaitInterrupted(info);
            }
        }
        complete();
    }

    private void complete() {
        exit.complete(reap());
    }

    /**
     * Waits for the exit without reaping: the process id stays reserved, so that {@link #kill} cannot hit another process.
     *
     * @return whether a signal interrupted the wait
     */
    private boolean isWaitInterrupted(Memory info) {
        try {
            C_LIBRARY.waitid(SpawnConstants.P_PID, pid, info, SpawnConstants.WEXITED | SpawnConstants.WNOWAIT);
            return false;
        } catch (LastErrorException e) {
            if (e.getErrorCode() == Libc.EINTR) {
                return true;
            }
            throw e;
        }
    }

    private synchronized int reap() {
        reaped = true;
        try {
            C_LIBRARY.waitpid(pid, status, 0);
        } catch (LastErrorException e) {
            LOG.debug("The process {} was reaped by an attempt that found no memory afterwards", pid, e);
        }
        int signal = status.getValue() & SIGNAL_MASK;
        return signal == 0 ? status.getValue() >> Byte.SIZE & 0xff : SIGNAL_EXIT_BASE + signal;
    }

    /** Returns the process id. */
    public long pid() {
        return pid;
    }

    /** Returns the unbuffered stream to the child's standard input; a null stream when the child has a device. */
    public OutputStream stdin() {
        return stdin;
    }

    /** Returns the child's standard output; a null stream when the child has a device. */
    public InputStream stdout() {
        return stdout;
    }

    /** Returns the child's standard error; a null stream when the child has a device. */
    public InputStream stderr() {
        return stderr;
    }

    /** Returns the unbuffered stream to {@link #CONTROL_DESCRIPTOR} of the child. */
    public OutputStream control() {
        return control;
    }

    /** Returns a future of the exit code, or of 128 plus the number of the signal that ended the child. */
    public CompletableFuture<Integer> exit() {
        return exit;
    }

    /** Returns whether the child has not been reaped yet. */
    public boolean isAlive() {
        return !exit.isDone();
    }

    /**
     * Returns whether a signal has stopped the child (state T or t in
     * <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>).
     */
    public boolean isStopped() {
        try {
            String stat = KernelFile.read(Path.of("/proc", Integer.toString(pid), "stat"));
            // The program's name stands in brackets before the state and may contain any character.
            return "Tt".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) >= 0;
        } catch (IOException e) {
            // The child has been reaped.
            return false;
        }
    }

    /** Sends SIGKILL unless the child has been reaped. */
    public synchronized void kill() {
        if (!reaped) {
            C_LIBRARY.kill(pid, SpawnConstants.SIGKILL);
        }
    }

    /** Closes the agent's ends of the pipes. The child continues. */
    @Override
    public void close() {
        pipeEnds.forEach(NonBlockingPipe::close);
    }
}
