package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Creates copies of /dev/null for containers that may change the owner of theirs. */
public final class NullDevice {

    private static final int CHARACTER_DEVICE = 0020666;
    private static final long NUMBER = 1 << 8 | 3;

    private NullDevice() { }

    /**
     * Creates a null device.
     *
     * @param file must not exist; on a file system that allows devices
     * @return the same file
     */
    public static Path make(Path file) throws IOException {
        try {
            C_LIBRARY.mknod(file.toString(), CHARACTER_DEVICE, new NativeLong(NUMBER));
        } catch (LastErrorException e) {
            throw new FileSystemException(file.toString(), null, e.getMessage());
        }
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    }
}
