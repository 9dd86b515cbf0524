package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;

/** Opens files with {@code openat2(2)}, which restricts how the path is resolved. */
final class OpenAt2 {
    /** Stands for the working directory in place of a folder's descriptor. */
    static final int AT_FDCWD = -100;

    private static final int SIZE_OF_OPEN_HOW = 24;

    private OpenAt2() { }

    /**
     * Opens a file. The caller closes the descriptor.
     *
     * @param folder  the descriptor of the folder where a relative path begins
     * @param flags   {@code O_…}
     * @param resolve {@code RESOLVE_…}
     * @throws LastErrorException with the number of the kernel's error
     */
    static int open(int folder, String path, long flags, long resolve) throws LastErrorException {
        try (Memory how = new Memory(SIZE_OF_OPEN_HOW)) {
            how.clear();
            how.setLong(0, flags);
            how.setLong(16, resolve);
            return C_LIBRARY.syscall(new NativeLong(KernelNumbers.SYS_OPENAT2), folder, path, how,
                new NativeLong(SIZE_OF_OPEN_HOW)).intValue();
        }
    }
}
