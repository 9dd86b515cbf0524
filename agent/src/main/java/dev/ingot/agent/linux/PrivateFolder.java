package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Creates folders that only the agent's user can list and change, whatever the umask. */
public final class PrivateFolder {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    /** The owner's rights, and the right of others to traverse, which may have been granted to users of containers. */
    private static final Set<PosixFilePermission> MAX_KEPT_PERMISSIONS = PosixFilePermissions.fromString("rwx--x--x");

    private PrivateFolder() { }

    /** Creates the folder and its missing parents with mode 0700. An existing folder is left unchanged. */
    public static Path create(Path folder) throws IOException {
        // The check is cheaper than the exception of a failed creation.
        return Files.isDirectory(folder) ? folder : Files.createDirectories(folder, PRIVATE);
    }

    /**
     * Creates the folder with mode 0700 in an existing folder. It is no error when it exists, or when another thread creates
     * it meanwhile.
     */
    public static Path createIn(Path parent, String name) throws IOException {
        Path folder = parent.resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try {
            return Files.createDirectory(folder, PRIVATE);
        } catch (FileAlreadyExistsException e) {
            if (Files.isDirectory(folder)) {
                return folder;
            }
            throw e;
        }
    }

    /**
     * Creates the folder as {@link #create} does. On an existing folder it removes the rights of others to list it and to
     * write to it; they keep their right to traverse it.
     */
    public static Path createOrRestrict(Path folder) throws IOException {
        Set<PosixFilePermission> present = Files.getPosixFilePermissions(create(folder));
        Set<PosixFilePermission> kept = EnumSet.copyOf(MAX_KEPT_PERMISSIONS);
        kept.retainAll(present);
        return kept.equals(present) ? folder : Files.setPosixFilePermissions(folder, kept);
    }
}
