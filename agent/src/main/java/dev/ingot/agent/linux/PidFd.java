package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.util.Optional;

/**
 * A descriptor of a process that need not be a child (pidfd_open(2)). It reports the exit without polling, and cannot confuse
 * the process with a later one of the same id. The caller closes it.
 */
public final class PidFd implements AutoCloseable {

    private static final short POLLIN = 1;
    private static final int SIZE_OF_POLLFD = 8;

    private final int descriptor;

    private PidFd(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Loads the native library, so that the first use does not take a tenth of a second longer. */
    public static void preload() {
        of(ProcessHandle.current().pid()).ifPresent(PidFd::close);
    }

    /**
     * Opens the process that has this id now.
     *
     * @return empty when there is none, or on a kernel before 5.3
     */
    public static Optional<PidFd> of(long pid) {
        try {
            NativeLong descriptor = C_LIBRARY.syscall(
                new NativeLong(KernelNumbers.SYS_PIDFD_OPEN), new NativeLong(pid), new NativeLong(0));
            return Optional.of(new PidFd(descriptor.intValue()));
        } catch (LastErrorException e) {
            return Optional.empty();
        }
    }

    /**
     * Calls back once the process has exited, reaped or not, and closes this descriptor.
     *
     * @param action runs on a shared thread, so it must not block
     * @throws IOException when the kernel cannot watch the descriptor
     */
    void notifyOnExit(Runnable action) throws IOException {
        EpollNotifier notifier = new EpollNotifier(descriptor);
        notifier.notifyOnce(EpollNotifier.READ, () -> {
            notifier.close();
            close();
            action.run();
        });
    }

    /** Blocks a platform thread until the process has exited, reaped or not. */
    public void await() {
        try (Memory poll = new Memory(SIZE_OF_POLLFD)) {
            poll.setInt(0, descriptor);
            poll.setShort(4, POLLIN);
            while (isPollInterrupted(poll)) {
                // A signal to this process ended the call early.
                Thread.onSpinWait();
            }
        }
    }

    private boolean isPollInterrupted(Memory poll) {
        try {
            C_LIBRARY.poll(poll, new NativeLong(1), -1);
            return false;
        } catch (LastErrorException e) {
            if (e.getErrorCode() == Libc.EINTR) {
                return true;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        C_LIBRARY.close(descriptor);
    }
}
