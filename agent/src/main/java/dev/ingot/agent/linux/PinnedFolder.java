package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A folder held by a descriptor, for folders in which a container can replace any entry by a link at any time. A path with
 * two such entries leads wherever the first one leads when it is used; therefore each operation takes one entry and does not
 * follow a link in its place. The entry's path is {@code /proc/self/fd/N/NAME}, whose beginning no container can change
 * (<a href="https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html">proc_pid_fd(5)</a>). For one thread.
 */
public final class PinnedFolder implements AutoCloseable {
    private static final int FLAGS =
        KernelNumbers.O_PATH | KernelNumbers.O_DIRECTORY | KernelNumbers.O_NOFOLLOW | KernelNumbers.O_CLOEXEC;
    /** For one entry of a folder: it must not be a link, and must not lead out of the folder. */
    private static final long NO_LINKS =
        KernelNumbers.RESOLVE_NO_SYMLINKS | KernelNumbers.RESOLVE_NO_MAGICLINKS | KernelNumbers.RESOLVE_BENEATH;
    private static final Set<PosixFilePermission> ALL_PERMISSIONS = EnumSet.allOf(PosixFilePermission.class);

    private final int descriptor;
    /** The folder's path when it was opened; for messages. */
    private final Path name;

    private PinnedFolder(int descriptor, Path name) {
        this.descriptor = descriptor;
        this.name = name;
    }

    /**
     * Opens a folder. A link in its place is not followed.
     *
     * @param folder a path whose parents no container can change
     * @throws NotDirectoryException when there is something else, as a link to a folder
     */
    public static PinnedFolder open(Path folder) throws IOException {
        try {
            return new PinnedFolder(C_LIBRARY.openat(OpenAt2.AT_FDCWD, folder.toString(), FLAGS), folder);
        } catch (LastErrorException e) {
            throw toException(e, folder);
        }
    }

    /**
     * Opens a subfolder.
     *
     * @throws NoSuchFileException   when there is no such entry
     * @throws NotDirectoryException when there is something else, as a link to a folder
     */
    public PinnedFolder openFolder(String entry) throws IOException {
        Path opened = name.resolve(entry);
        try {
            return new PinnedFolder(open(requireEntryName(entry)), opened);
        } catch (LastErrorException e) {
            throw toException(e, opened);
        }
    }

    private int open(String entry) throws LastErrorException {
        try {
            return OpenAt2.open(descriptor, entry, FLAGS, NO_LINKS);
        } catch (LastErrorException e) {
            if (e.getErrorCode() != Libc.ENOSYS) {
                throw e;
            }
            // Linux before 5.6, or a seccomp filter that does not know the call: O_NOFOLLOW rejects a link as the single
            // entry.
            return C_LIBRARY.openat(descriptor, entry, FLAGS);
        }
    }

    /**
     * Creates a subfolder that every user may write to, unless an entry of that name exists.
     *
     * @return whether it was created
     */
    public boolean makeFolder(String entry) throws IOException {
        try {
            C_LIBRARY.mkdirat(descriptor, requireEntryName(entry), 0777);
        } catch (LastErrorException e) {
            if (e.getErrorCode() == Libc.EEXIST) {
                return false;
            }
            throw toException(e, name.resolve(entry));
        }
        try (PinnedFolder made = openFolder(entry)) {
            // By its descriptor: if another folder has taken its place, that folder belongs to the same container.
            Files.setPosixFilePermissions(made.descriptorPath(), ALL_PERMISSIONS);
        }
        return true;
    }

    /** Opens a subfolder; if it is missing, it is created as by {@link #makeFolder}. */
    public PinnedFolder openOrMakeFolder(String entry) throws IOException {
        return openOrMakeFolder(entry, 0);
    }

    /**
     * Opens a subfolder; if it is missing, it is created as by {@link #makeFolder} and given to a user.
     *
     * @param owner user id and group id of a created folder; 0 leaves the agent's
     */
    public PinnedFolder openOrMakeFolder(String entry, int owner) throws IOException {
        boolean made = makeFolder(entry);
        PinnedFolder folder = openFolder(entry);
        try {
            if (made && owner != 0) {
                Files.setAttribute(folder.descriptorPath(), "unix:uid", owner);
                Files.setAttribute(folder.descriptorPath(), "unix:gid", owner);
            }
            return folder;
        } catch (IOException | RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    /** Returns the names of all entries; as paths, since a file's name need not be valid text. */
    public List<Path> entries() throws IOException {
        List<Path> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(descriptorPath())) {
            entries.forEach(entry -> names.add(entry.getFileName()));
        }
        return names;
    }

    /** Returns whether the folder has no entries. */
    public boolean isEmpty() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(descriptorPath())) {
            return !entries.iterator().hasNext();
        }
    }

    /** Returns whether that entry is a folder, and not a link to one. */
    public boolean hasFolder(Path entry) {
        return Files.isDirectory(entryPath(entry), LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns an object that is equal for the same folder under any path. */
    public Object fileKey() throws IOException {
        return Files.readAttributes(descriptorPath(), BasicFileAttributes.class).fileKey();
    }

    /**
     * Moves an entry into another folder of the same file system, where it replaces a file, a link, or an empty folder of the
     * same type and name.
     */
    public void move(Path entry, PinnedFolder target) throws IOException {
        Files.move(entryPath(entry), target.entryPath(entry), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Moves an entry to a path of the same file system.
     *
     * @param target must not exist, in a folder that no container can change
     */
    public void move(Path entry, Path target) throws IOException {
        Files.move(entryPath(entry), target, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Creates a hard link to an entry; a symbolic link is linked itself.
     *
     * @param target as in {@link #move(Path, Path)}
     */
    public void link(Path entry, Path target) throws IOException {
        Files.createLink(target, entryPath(entry));
    }

    /** Creates an empty file; fails when the entry exists. */
    public void makeFile(Path entry) throws IOException {
        Files.createFile(entryPath(entry));
    }

    /**
     * Mounts this folder on {@code target}, regardless of what takes its place later. Needs CAP_SYS_ADMIN.
     *
     * @param target a folder whose parents no container can change
     */
    public void bind(Path target) throws IOException {
        Mounts.bind(descriptorPath(), target);
    }

    private Path descriptorPath() {
        return Path.of("/proc/self/fd", Integer.toString(descriptor));
    }

    private Path entryPath(Path entry) {
        requireEntryName(entry.toString());
        return descriptorPath().resolve(entry);
    }

    private static String requireEntryName(String entry) {
        if (entry.isEmpty() || entry.equals(".") || entry.equals("..") || entry.indexOf('/') >= 0 || entry.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a valid name of a folder entry: \"" + entry + "\"");
        }
        return entry;
    }

    private static IOException toException(LastErrorException e, Path subject) {
        return switch (e.getErrorCode()) {
            case Libc.ENOENT -> new NoSuchFileException(subject.toString());
            case Libc.EEXIST -> new FileAlreadyExistsException(subject.toString());
            case Libc.ENOTDIR, Libc.ELOOP -> new NotDirectoryException(subject + " is not a folder");
            default -> new FileSystemException(subject.toString(), null, e.getMessage());
        };
    }

    @Override
    public void close() {
        C_LIBRARY.close(descriptor);
    }
}
