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

/** Folders that only the agent's user lists and changes, whatever the umask. */
public final class PrivateFolder {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    /** The owner's, and the right to pass, which users of containers may have been given. */
    private static final Set<PosixFilePermission> MAX_KEPT_PERMISSIONS = PosixFilePermissions.fromString("rwx--x--x");

    private PrivateFolder() { }

    /** Creates the folder and those above it that are missing, with mode 0700. One that exists is left as it is. */
    public static Path create(Path folder) throws IOException {
        // Looking first is cheaper than the exception of a creation that fails.
        return Files.isDirectory(folder) ? folder : Files.createDirectories(folder, PRIVATE);
    }

    /**
     * Creates the folder with mode 0700 in one that must exist. That it exists itself, or is created by another thread
     * meanwhile, is no error.
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
     * As {@link #create}, and one that exists loses the rights of others to list it and to write there; it keeps their right to
     * pass.
     */
    public static Path createOrRestrict(Path folder) throws IOException {
        Set<PosixFilePermission> present = Files.getPosixFilePermissions(create(folder));
        Set<PosixFilePermission> kept = EnumSet.copyOf(MAX_KEPT_PERMISSIONS);
        kept.retainAll(present);
        return kept.equals(present) ? folder : Files.setPosixFilePermissions(folder, kept);
    }
}
