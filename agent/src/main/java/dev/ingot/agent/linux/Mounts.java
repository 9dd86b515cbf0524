package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Mounts in this process's mount namespace. The caller of a mount unmounts it with {@link #detach}. */
public final class Mounts {

    private static final long AT_EMPTY_PATH = 0x1000;
    private static final long O_PATH_CLOEXEC = KernelNumbers.O_PATH | KernelNumbers.O_CLOEXEC;
    private static final long OPEN_TREE_CLONE_CLOEXEC = 1 | KernelNumbers.O_CLOEXEC;
    private static final long MOVE_MOUNT_F_EMPTY_PATH = 4;
    private static final long RESOLVE_NO_LINKS =
        KernelNumbers.RESOLVE_NO_SYMLINKS | KernelNumbers.RESOLVE_NO_MAGICLINKS;
    private static final long MOUNT_ATTR_IDMAP = 0x0010_0000;
    private static final int SIZE_OF_MOUNT_ATTR = 32;
    private static final long MS_RDONLY = 1;
    private static final long MS_REMOUNT = 0x20;
    private static final long MS_BIND = 0x1000;
    private static final long MS_PRIVATE = 1 << 18;
    private static final int MNT_DETACH = 2;
    private static final int UMOUNT_NOFOLLOW = 8;
    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    /** An escaped character that would otherwise end a field (proc_pid_mountinfo(5)). */
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    private Mounts() { }

    /**
     * Mounts a file system in memory.
     *
     * @param bytes the size limit
     * @param files the most files and folders
     */
    public static void tmpfs(Path target, long bytes, long files) throws IOException {
        mount("tmpfs", target, "tmpfs", 0, "mode=755,size=" + bytes + ",nr_inodes=" + files);
    }

    /**
     * Mounts the folder {@code lower} below a writable layer. With Linux 5.10 or later the layer is volatile: it is never
     * flushed to disk, and lost when the host crashes.
     *
     * @param upper the layer's files
     * @param work  an empty folder of the same file system as {@code upper}
     */
    public static void overlay(Path target, Path lower, Path upper, Path work) throws IOException {
        overlay(target, folders(lower, upper, work));
    }

    /**
     * Mounts as {@link #overlay(Path, Path, Path, Path)}, and a file of which only the owner or permissions change is not
     * copied to the layer. Processes that write there must not be able to set trusted attributes; containers are not.
     */
    public static void overlayWithMetacopy(Path target, Path lower, Path upper, Path work) throws IOException {
        overlay(target, folders(lower, upper, work) + ",redirect_dir=on,metacopy=on");
    }

    /**
     * Escapes commas and colons with a backslash: a comma ends an option, a colon ends a lower folder
     * (<a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>, multiple lower layers).
     */
    private static String folders(Path lower, Path upper, Path work) {
        return "lowerdir=" + escaped(lower) + ",upperdir=" + escaped(upper) + ",workdir=" + escaped(work);
    }

    private static String escaped(Path path) {
        return path.toString().replaceAll("[\\\\,:]", "\\\\$0");
    }

    private static void overlay(Path target, String options) throws IOException {
        try {
            mount("overlay", target, "overlay", 0, options + ",volatile");
        } catch (MountFailedException e) {
            if (e.errno != Libc.EINVAL) {
                throw e;
            }
            // Linux before 5.10.
            mount("overlay", target, "overlay", 0, options);
        }
    }

    /** Makes a folder a private mount, so that mounts below it do not propagate to other mount namespaces. */
    public static void makePrivate(Path folder) throws IOException {
        bind(folder, folder);
        mount("none", folder, "none", MS_PRIVATE, null);
    }

    /** Mounts the file or folder {@code source} on {@code target} (bind mount). */
    public static void bind(Path source, Path target) throws IOException {
        mount(source.toString(), target, "none", MS_BIND, null);
    }

    /** Mounts the file or folder {@code source} read-only on {@code target}. */
    public static void bindReadOnly(Path source, Path target) throws IOException {
        bind(source, target);
        mount("none", target, "none", MS_REMOUNT | MS_BIND | MS_RDONLY, null);
    }

    /**
     * Mounts the file or folder {@code source} on {@code target}. Fails when the path of the source contains a symbolic link;
     * the file that was checked is the one mounted, even if another takes its place meanwhile.
     */
    public static void bindNoSymlinks(Path source, Path target) throws IOException {
        bindNoSymlinks(source, target, Optional.empty());
    }

    /**
     * Mounts as {@link #bindNoSymlinks(Path, Path)}, with owners mapped for a user namespace: its users see and create the
     * owners that are recorded in {@code source}.
     *
     * @param users the file of the user namespace; empty maps no owners
     */
    public static void bindNoSymlinks(Path source, Path target, Optional<Path> users) throws IOException {
        try (Descriptor file = open(source, O_PATH_CLOEXEC, RESOLVE_NO_LINKS);
                Descriptor tree = new Descriptor(call(source, KernelNumbers.SYS_OPEN_TREE, file.number, "",
                    new NativeLong(AT_EMPTY_PATH | OPEN_TREE_CLONE_CLOEXEC)))) {
            if (users.isPresent()) {
                mapOwners(tree, users.get());
            }
            call(target, KernelNumbers.SYS_MOVE_MOUNT, tree.number, "", OpenAt2.AT_FDCWD, target.toString(),
                new NativeLong(MOVE_MOUNT_F_EMPTY_PATH));
        }
    }

    /**
     * Checks that the kernel can map owners in the file system of a folder, as {@link #bindNoSymlinks(Path, Path, Optional)}
     * needs. Mounts nothing.
     *
     * @param users the file of the user namespace
     * @throws IOException when it cannot
     */
    static void tryMapping(Path folder, Path users) throws IOException {
        try (Descriptor file = open(folder, O_PATH_CLOEXEC, 0);
                Descriptor tree = new Descriptor(call(folder, KernelNumbers.SYS_OPEN_TREE, file.number, "",
                    new NativeLong(AT_EMPTY_PATH | OPEN_TREE_CLONE_CLOEXEC)))) {
            mapOwners(tree, users);
        }
    }

    private static void mapOwners(Descriptor tree, Path users) throws IOException {
        try (Descriptor namespace = open(users, KernelNumbers.O_CLOEXEC, 0);
                Memory attributes = new Memory(SIZE_OF_MOUNT_ATTR)) {
            attributes.clear();
            attributes.setLong(0, MOUNT_ATTR_IDMAP);
            attributes.setLong(24, namespace.number);
            call(users, KernelNumbers.SYS_MOUNT_SETATTR, tree.number, "", new NativeLong(AT_EMPTY_PATH), attributes,
                new NativeLong(SIZE_OF_MOUNT_ATTR));
        }
    }

    /**
     * Unmounts {@code target} and all mounts below it. Files that are still open stay usable. It is no error when nothing is
     * mounted.
     */
    public static void detach(Path target) throws IOException {
        try {
            C_LIBRARY.umount2(target.toString(), MNT_DETACH | UMOUNT_NOFOLLOW);
        } catch (LastErrorException e) {
            int number = e.getErrorCode();
            if (number != Libc.EINVAL && number != Libc.ENOENT) {
                throw new MountFailedException(target, e);
            }
        }
    }

    /** Unmounts everything below a folder, regardless of the process that mounted it. A mount on the folder itself stays. */
    public static void detachBelow(Path folder) throws IOException {
        List<String> below = Files.readAllLines(TABLE, StandardCharsets.ISO_8859_1).stream().map(Mounts::mountPoint)
            .filter(point -> point.startsWith(folder + "/")).toList();
        // Unmounted in reverse order: a mount on top of or inside another comes later in the table.
        for (String point : below.reversed()) {
            detach(Path.of(point));
        }
    }

    /** Returns the fifth field of a line. It consists of bytes, and blanks are written as octal numbers. */
    private static String mountPoint(String line) {
        String written = OCTAL.matcher(line.split(" ")[4])
            .replaceAll(found -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(found.group(1), 8))));
        return new String(written.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static Descriptor open(Path file, long flags, long resolve) throws IOException {
        try {
            return new Descriptor(OpenAt2.open(OpenAt2.AT_FDCWD, file.toString(), flags, resolve));
        } catch (LastErrorException e) {
            throw new MountFailedException(file, e);
        }
    }

    private static int call(Path subject, long number, Object... arguments) throws IOException {
        try {
            return C_LIBRARY.syscall(new NativeLong(number), arguments).intValue();
        } catch (LastErrorException e) {
            throw new MountFailedException(subject, e);
        }
    }

    private static void mount(String source, Path target, String type, long flags, String options) throws IOException {
        try {
            C_LIBRARY.mount(source, target.toString(), type, new NativeLong(flags), options);
        } catch (LastErrorException e) {
            throw new MountFailedException(target, e);
        }
    }

    private record Descriptor(int number) implements AutoCloseable {
        @Override
        public void close() {
            C_LIBRARY.close(number);
        }
    }

    private static final class MountFailedException extends FileSystemException {
        private final int errno;

        MountFailedException(Path subject, LastErrorException cause) {
            super(subject.toString(), null, cause.getMessage());
            errno = cause.getErrorCode();
        }
    }
}
