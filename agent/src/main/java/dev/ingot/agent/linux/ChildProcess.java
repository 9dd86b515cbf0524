package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.SpawnCalls.C_LIBRARY;

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
 * A child of this process. The JDK's own are started by a helper program, and get a session of their own by another; each
 * program executed costs milliseconds on a virtual machine. This one is executed at once. Of our descriptors it has its
 * streams, and a pipe to be told something by. It is reaped by itself; whoever starts it closes it.
 */
public final class ChildProcess implements AutoCloseable {

    /** The descriptor at which the child reads what is written to {@link #control}. */
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
    /** Written when it is reaped; made beforehand, as no memory may be left then. */
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
     * Starts one, in a session of its own and with PATH for its environment.
     *
     * @param command the program, looked for in our PATH, and its arguments
     * @param device  that its standard streams are; without one they are pipes
     * @throws IOException when there is no such program, or no more processes or descriptors
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
                // Container programs write their result without waiting, and end.
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

    /** Has the end told, by the kernel, without a thread where it can. */
    private void watchExit() {
        if (!PidFd.of(pid).map(this::registerExitCallback).orElse(false)) {
            JobThreads.named("end of " + pid).start(() -> JobThreads.persist(this::awaitExitBlocking));
        }
    }

    /** Whether the kernel has the memory to tell it. */
    private boolean registerExitCallback(PidFd end) {
        try {
            end.notifyOnExit(() -> Thread.ofVirtual().name("end of " + pid).start(() -> JobThreads.persist(this::complete)));
            return true;
        } catch (IOException e) {
            end.close();
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

    /** Waits for the end, and leaves the number taken, so that nobody else is killed by it. */
    private boolean isWaitInterrupted(Memory info) {
        try {
            C_LIBRARY.waitid(SpawnCalls.P_PID, pid, info, SpawnCalls.WEXITED | SpawnCalls.WNOWAIT);
            return false;
        } catch (LastErrorException e) {
            if (e.getErrorCode() == SpawnCalls.EINTR) {
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

    /** The number on this host. */
    public long pid() {
        return pid;
    }

    /** Unbuffered; as the other streams, of nothing when the child has a device for them. */
    public OutputStream stdin() {
        return stdin;
    }

    public InputStream stdout() {
        return stdout;
    }

    public InputStream stderr() {
        return stderr;
    }

    /** Unbuffered. */
    public OutputStream control() {
        return control;
    }

    /** Completed at its end with the exit code, or 128 and the number of the signal that ended it. */
    public CompletableFuture<Integer> exit() {
        return exit;
    }

    public boolean isAlive() {
        return !exit.isDone();
    }

    /**
     * Whether a signal has stopped it (state T or t in
     * <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>).
     */
    public boolean isStopped() {
        try {
            String stat = KernelFile.read(Path.of("/proc", Integer.toString(pid), "stat"));
            // The name before it, in brackets, may hold anything.
            return "Tt".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) >= 0;
        } catch (IOException e) {
            // It has ended and is reaped.
            return false;
        }
    }

    /** Ends it if it has not ended. */
    public synchronized void kill() {
        if (!reaped) {
            C_LIBRARY.kill(pid, SpawnCalls.SIGKILL);
        }
    }

    /** Closes our ends of its streams; the child goes on. */
    @Override
    public void close() {
        pipeEnds.forEach(NonBlockingPipe::close);
    }
}
