package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Enlarges pipes. A pipe holds 64 KiB while its reader is busy, unless a process requests more (pipe(7), F_SETPIPE_SZ in
 * fcntl(2)). A larger pipe uses memory only for the data in it, which the kernel counts as memory of the writer's cgroup.
 */
public final class PipeCapacity {

    /** The capacity in bytes that every user may request, unless {@code /proc/sys/fs/pipe-max-size} was lowered. */
    static final int LARGE_CAPACITY = 1 << 20;

    private static final int F_SETPIPE_SZ = 1031;
    private static final int F_GETPIPE_SZ = 1032;
    private static final int FILE_TYPE = 0170000;
    private static final int PIPE = 0010000;

    private PipeCapacity() { }

    /**
     * Enlarges a pipe to 1 MiB, or to the largest half, quarter and so on of it that the kernel grants. Without
     * CAP_SYS_RESOURCE a process cannot exceed {@code pipe-max-size}; without CAP_SYS_ADMIN as well it cannot enlarge a pipe
     * while its user has more than {@code pipe-user-pages-soft} in pipes: the pipe then keeps its capacity.
     *
     * @param descriptor of either end
     * @return the pipe's capacity in bytes
     * @throws IOException when the descriptor is not of a pipe
     */
    static int enlarge(int descriptor) throws IOException {
        try {
            int now = C_LIBRARY.fcntl(descriptor, F_GETPIPE_SZ, 0);
            for (int wanted = LARGE_CAPACITY; wanted > now; wanted /= 2) {
                if (trySetCapacity(descriptor, wanted)) {
                    return wanted;
                }
            }
            return now;
        } catch (LastErrorException e) {
            throw new IOException("not a pipe: " + e.getMessage(), e);
        }
    }

    private static boolean trySetCapacity(int descriptor, int bytes) {
        try {
            C_LIBRARY.fcntl(descriptor, F_SETPIPE_SZ, bytes);
            return true;
        } catch (LastErrorException e) {
            // Refused; the next attempt requests less.
            return false;
        }
    }

    /**
     * Enlarges the standard output of another process, if it is a pipe. The process may have opened anything: the type is
     * checked before the file is opened, on the same descriptor, and only a pipe is opened.
     *
     * @param process the process id
     * @return whether its standard output is a pipe
     * @throws IOException when the process has exited, or may not be inspected
     */
    public static boolean enlargeStdout(long process) throws IOException {
        try {
            int found = C_LIBRARY.open("/proc/" + process + "/fd/1", KernelNumbers.O_PATH | KernelNumbers.O_CLOEXEC, 0);
            try {
                Path itself = Path.of("/proc/self/fd", Integer.toString(found));
                if (((int) Files.getAttribute(itself, "unix:mode") & FILE_TYPE) != PIPE) {
                    return false;
                }
                int pipe = C_LIBRARY.open(itself.toString(),
                    KernelNumbers.O_WRONLY | KernelNumbers.O_NONBLOCK | KernelNumbers.O_CLOEXEC, 0);
                try {
                    enlarge(pipe);
                } finally {
                    C_LIBRARY.close(pipe);
                }
                return true;
            } finally {
                C_LIBRARY.close(found);
            }
        } catch (LastErrorException e) {
            throw new IOException("cannot inspect the standard output of process " + process + ": " + e.getMessage(), e);
        }
    }
}
