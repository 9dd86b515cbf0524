package dev.ingot.agent.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
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
 * A folder that is held by a descriptor, for folders in which a container may put a link in any entry's place at any time. A
 * path with two such entries leads wherever the first one leads when it is used; so no operation here takes more than one, and
 * none follows a link in that one. The entry's path is {@code /proc/self/fd/N/NAME}, whose beginning no container can change
 * (<a href="https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html">proc_pid_fd(5)</a>). For one thread.
 */
public final class PinnedFolder implements AutoCloseable {
    private static final int FLAGS =
        KernelNumbers.O_PATH | KernelNumbers.O_DIRECTORY | KernelNumbers.O_NOFOLLOW | KernelNumbers.O_CLOEXEC;
    /** Of one entry in a folder: nothing of it may be a link, and it may not lead out. */
    private static final long NO_LINKS =
        KernelNumbers.RESOLVE_NO_SYMLINKS | KernelNumbers.RESOLVE_NO_MAGICLINKS | KernelNumbers.RESOLVE_BENEATH;
    private static final int ENOSYS = 38;
    private static final int ENOENT = 2;
    private static final int EEXIST = 17;
    private static final int ENOTDIR = 20;
    private static final int ELOOP = 40;
    private static final Set<PosixFilePermission> ALL_PERMISSIONS = EnumSet.allOf(PosixFilePermission.class);
    private static final C C_LIBRARY = Native.load("c", C.class);

    private final int descriptor;
    /** What the folder was called when it was opened; for messages. */
    private final Path name;

    private PinnedFolder(int descriptor, Path name) {
        this.descriptor = descriptor;
        this.name = name;
    }

    /**
     * Opens a folder.
     *
     * @param folder no container may be able to change what leads to it; a link in its own place is not followed
     * @throws NotDirectoryException when there is something else, a link to a folder included
     */
    public static PinnedFolder open(Path folder) throws IOException {
        try {
            return new PinnedFolder(C_LIBRARY.openat(OpenAt2.AT_FDCWD, folder.toString(), FLAGS), folder);
        } catch (LastErrorException e) {
            throw toException(e, folder);
        }
    }

    /**
     * Opens a folder in this one.
     *
     * @throws NoSuchFileException   when there is nothing
     * @throws NotDirectoryException when there is something else, a link to a folder included
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
            if (e.getErrorCode() != ENOSYS) {
                throw e;
            }
            // Linux before 5.6, or a filter that does not know the call: O_NOFOLLOW refuses a link in the place of the one entry.
            return C_LIBRARY.openat(descriptor, entry, FLAGS);
        }
    }

    /**
     * Makes a folder in this one that everybody may write to, where there is nothing of that name.
     *
     * @return whether it was made
     */
    public boolean makeFolder(String entry) throws IOException {
        try {
            C_LIBRARY.mkdirat(descriptor, requireEntryName(entry), 0777);
        } catch (LastErrorException e) {
            if (e.getErrorCode() == EEXIST) {
                return false;
            }
            throw toException(e, name.resolve(entry));
        }
        try (PinnedFolder made = openFolder(entry)) {
            // By its descriptor: where another folder has taken its place by now, it is one of the same container.
            Files.setPosixFilePermissions(made.descriptorPath(), ALL_PERMISSIONS);
        }
        return true;
    }

    /** Opens a folder in this one, made as {@link #makeFolder} does where there is nothing. */
    public PinnedFolder openOrMakeFolder(String entry) throws IOException {
        return openOrMakeFolder(entry, 0);
    }

    /** The same; one that is made belongs to that user and group. */
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

    /** The names of what is in it now; paths, since not every name of a file is text. */
    public List<Path> entries() throws IOException {
        List<Path> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(descriptorPath())) {
            entries.forEach(entry -> names.add(entry.getFileName()));
        }
        return names;
    }

    public boolean isEmpty() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(descriptorPath())) {
            return !entries.iterator().hasNext();
        }
    }

    /** Whether that entry is a folder now, and no link to one. */
    public boolean hasFolder(Path entry) {
        return Files.isDirectory(entryPath(entry), LinkOption.NOFOLLOW_LINKS);
    }

    /** Equal for the same folder, whatever it is called. */
    public Object fileKey() throws IOException {
        return Files.readAttributes(descriptorPath(), BasicFileAttributes.class).fileKey();
    }

    /**
     * Moves an entry into another folder of the same file system, where it takes the place of a file, a link, or an empty
     * folder, if it is of their kind.
     */
    public void move(Path entry, PinnedFolder target) throws IOException {
        Files.move(entryPath(entry), target.entryPath(entry), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Moves an entry to a path of the same file system.
     *
     * @param target nothing is there, and no container can put anything there
     */
    public void move(Path entry, Path target) throws IOException {
        Files.move(entryPath(entry), target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Gives an entry, be it a link, a second name; {@code target} as in {@link #move(Path, Path)}. */
    public void link(Path entry, Path target) throws IOException {
        Files.createLink(target, entryPath(entry));
    }

    /** Makes an empty file where there is nothing of that name. */
    public void makeFile(Path entry) throws IOException {
        Files.createFile(entryPath(entry));
    }

    /**
     * Shows this folder at {@code target} too, whatever is put in its place later. Needs the right to mount.
     *
     * @param target a folder, and no container can change what leads to it
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
            throw new IllegalArgumentException("no entry of a folder can be called \"" + entry + "\"");
        }
        return entry;
    }

    private static IOException toException(LastErrorException e, Path subject) {
        return switch (e.getErrorCode()) {
            case ENOENT -> new NoSuchFileException(subject.toString());
            case EEXIST -> new FileAlreadyExistsException(subject.toString());
            case ENOTDIR, ELOOP -> new NotDirectoryException(subject + " is no folder");
            default -> new FileSystemException(subject.toString(), null, e.getMessage());
        };
    }

    @Override
    public void close() {
        C_LIBRARY.close(descriptor);
    }

    private interface C extends Library {
        int openat(int folder, String path, int flags) throws LastErrorException;

        int mkdirat(int folder, String path, int mode) throws LastErrorException;

        int close(int descriptor);
    }
}
