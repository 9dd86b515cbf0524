package dev.ingot.agent.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.nio.file.Path;

/** Files as a process with another root sees them: no link leads out of it. */
public final class RootedFiles {

    private static final int O_PATH_CLOEXEC = 0x200000 | 0x80000;
    private static final long OPENAT2 = 437;
    private static final long RESOLVE_IN_ROOT = 0x10;
    private static final int SIZE_OF_OPEN_HOW = 24;
    private static final C C_LIBRARY = Native.load("c", C.class);

    private RootedFiles() { }

    /** Whether there is something at {@code path} below {@code root}. */
    public static boolean exists(Path root, String path) {
        try (Memory how = new Memory(SIZE_OF_OPEN_HOW)) {
            int folder = C_LIBRARY.open(root.toString(), O_PATH_CLOEXEC);
            try {
                how.clear();
                how.setLong(0, O_PATH_CLOEXEC);
                how.setLong(16, RESOLVE_IN_ROOT);
                C_LIBRARY.close(C_LIBRARY.syscall(new NativeLong(OPENAT2), folder, path, how,
                    new NativeLong(SIZE_OF_OPEN_HOW)).intValue());
                return true;
            } finally {
                C_LIBRARY.close(folder);
            }
        } catch (LastErrorException e) {
            return false;
        }
    }

    private interface C extends Library {
        int open(String path, int flags) throws LastErrorException;

        NativeLong syscall(NativeLong number, Object... arguments) throws LastErrorException;

        int close(int descriptor);
    }
}
