package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.SpawnCalls.C_LIBRARY;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.ptr.IntByReference;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * A child of this process. The JDK's own are started by a helper program, and get a session of their own by another; each
 * program executed costs milliseconds on a virtual machine. This one is executed at once. Of our descriptors it has its
 * streams, and a pipe to be told something by. It is reaped by itself; whoever starts it closes it.
 */
public final class ChildProcess implements Closeable {

    /** The descriptor at which the child reads what is written to {@link #word}. */
    public static final int WORD = 3;

    private static final int BY_SIGNAL = 128;
    private static final int SIGNALS = 0x7f;
    private static final int SIZE_OF_SIGINFO = 128;
    private static final int SIZE_OF_STACK = 256 * 1024;
    private static final Executor REAPERS = Executors.newCachedThreadPool(
        Thread.ofPlatform().daemon().name("child-", 0).stackSize(SIZE_OF_STACK).factory());

    private final int pid;
    private final Ends ends;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private boolean reaped;

    private ChildProcess(int pid, Ends ends) {
        this.pid = pid;
        this.ends = ends;
    }

    /** Our ends of the pipes. */
    private record Ends(OutputStream stdin, InputStream stdout, InputStream stderr, OutputStream word) { }

    /**
     * Starts one, in a session of its own and with PATH for its environment.
     *
     * @param command the program, looked for in our PATH, and its arguments
     * @param device  that its standard streams are; without one they are pipes
     * @throws IOException when there is no such program, or no more processes or descriptors
     */
    public static ChildProcess start(List<String> command, Optional<Path> device) throws IOException {
        ChildProcess child = device.isPresent() ? detached(command, device.get()) : attached(command);
        REAPERS.execute(child::reap);
        return child;
    }

    private static ChildProcess detached(List<String> command, Path device) throws IOException {
        try (Pipe word = Pipe.make(); Spawn spawn = new Spawn()) {
            spawn.open(device, 0);
            spawn.give(0, 1);
            spawn.give(0, 2);
            spawn.give(word.read(), WORD);
            OutputStream said = word.writer();
            return run(spawn, command,
                new Ends(OutputStream.nullOutputStream(), InputStream.nullInputStream(), InputStream.nullInputStream(), said));
        }
    }

    private static ChildProcess attached(List<String> command) throws IOException {
        try (Pipe stdin = Pipe.make(); Pipe stdout = Pipe.make(); Pipe stderr = Pipe.make(); Pipe word = Pipe.make();
             Spawn spawn = new Spawn()) {
            spawn.give(stdin.read(), 0);
            spawn.give(stdout.write(), 1);
            spawn.give(stderr.write(), 2);
            spawn.give(word.read(), WORD);
            return run(spawn, command, new Ends(stdin.writer(), stdout.reader(), stderr.reader(), word.writer()));
        }
    }

    private static ChildProcess run(Spawn spawn, List<String> command, Ends ends) throws IOException {
        try {
            return new ChildProcess(spawn.run(command, WORD + 1), ends);
        } catch (IOException e) {
            close(ends);
            throw e;
        }
    }

    private void reap() {
        try (Memory info = new Memory(SIZE_OF_SIGINFO)) {
            boolean runs = true;
            while (runs) {
                runs = interrupted(info);
            }
        }
        exit.complete(take());
    }

    /** Waits for the end, and leaves the number taken, so that nobody else is killed by it. */
    private boolean interrupted(Memory info) {
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

    private synchronized int take() {
        reaped = true;
        IntByReference status = new IntByReference();
        C_LIBRARY.waitpid(pid, status, 0);
        int signal = status.getValue() & SIGNALS;
        return signal == 0 ? status.getValue() >> Byte.SIZE & 0xff : BY_SIGNAL + signal;
    }

    /** The number on this host. */
    public long pid() {
        return pid;
    }

    /** Unbuffered; as the other streams, of nothing when the child has a device for them. */
    public OutputStream stdin() {
        return ends.stdin;
    }

    public InputStream stdout() {
        return ends.stdout;
    }

    public InputStream stderr() {
        return ends.stderr;
    }

    /** Unbuffered. */
    public OutputStream word() {
        return ends.word;
    }

    /** Completed at its end with the exit code, or 128 and the number of the signal that ended it. */
    public CompletableFuture<Integer> exit() {
        return exit;
    }

    public boolean alive() {
        return !exit.isDone();
    }

    /** Ends it if it has not ended. */
    public synchronized void kill() {
        if (!reaped) {
            C_LIBRARY.kill(pid, SpawnCalls.SIGKILL);
        }
    }

    /** Closes our ends of its streams; the child goes on. */
    @Override
    public void close() throws IOException {
        close(ends);
    }

    private static void close(Ends ends) throws IOException {
        try (ends.stdin; ends.stdout; ends.stderr; ends.word) {
            return;
        }
    }
}
