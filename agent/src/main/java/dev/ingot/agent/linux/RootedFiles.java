package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import java.nio.file.Path;

/** Looks up files as a process with another root folder does: links cannot lead out of that folder. */
public final class RootedFiles {

    private static final int O_PATH_CLOEXEC = KernelNumbers.O_PATH | KernelNumbers.O_CLOEXEC;

    private RootedFiles() { }

    /** Returns whether a file exists at {@code path} below {@code root}. */
    public static boolean exists(Path root, String path) {
        try {
            int folder = C_LIBRARY.open(root.toString(), O_PATH_CLOEXEC);
            try {
                C_LIBRARY.close(OpenAt2.open(folder, path, O_PATH_CLOEXEC, KernelNumbers.RESOLVE_IN_ROOT));
                return true;
            } finally {
                C_LIBRARY.close(folder);
            }
        } catch (LastErrorException e) {
            return false;
        }
    }
}
