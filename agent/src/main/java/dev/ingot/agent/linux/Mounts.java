package dev.ingot.agent.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Mounts in this process's mount namespace. Whoever makes one takes it away with {@link #detach}. */
public final class Mounts {

    private static final int EINVAL = 22;
    private static final int AT_FDCWD = -100;
    private static final long AT_EMPTY_PATH = 0x1000;
    private static final long OPENAT2 = 437;
    private static final long OPEN_TREE = 428;
    private static final long MOVE_MOUNT = 429;
    private static final long MOUNT_SETATTR = 442;
    private static final long MOUNT_ATTR_RDONLY = 1;
    private static final long MOUNT_ATTR_IDMAP = 0x100000;
    private static final int SIZE_OF_MOUNT_ATTR = 32;
    private static final long O_PATH_CLOEXEC = 0x200000 | 0x80000;
    private static final long OPEN_TREE_CLONE_CLOEXEC = 1 | 0x80000;
    private static final long MOVE_MOUNT_F_EMPTY_PATH = 4;
    private static final long RESOLVE_NO_LINKS = 0x04 | 0x02;
    private static final int SIZE_OF_OPEN_HOW = 24;
    private static final long MS_RDONLY = 1;
    private static final long MS_REMOUNT = 0x20;
    private static final long MS_BIND = 0x1000;
    private static final long MS_PRIVATE = 1 << 18;
    private static final int MNT_DETACH = 2;

    private static final C C_LIBRARY = Native.load("c", C.class);

    private Mounts() { }

    /** A file system in memory. */
    public static void tmpfs(Path target, long bytes, long files) throws IOException {
        mount("tmpfs", target, "tmpfs", 0, "mode=755,size=" + bytes + ",nr_inodes=" + files);
    }

    /**
     * The tree {@code lower} with a layer above that takes all that is written. Where the kernel has it, the layer is
     * volatile: it is never written back, and lost with the host.
     */
    public static void overlay(Path target, Path lower, Path upper, Path work) throws IOException {
        String options = "lowerdir=" + lower + ",upperdir=" + upper + ",workdir=" + work;
        try {
            mount("overlay", target, "overlay", 0, options + ",volatile");
        } catch (MountFailed e) {
            if (e.number != EINVAL) {
                throw e;
            }
            // Linux before 5.10.
            mount("overlay", target, "overlay", 0, options);
        }
    }

    /** Makes a folder a mount of its own, whose mounts below appear in no other mount namespace. */
    public static void isolate(Path folder) throws IOException {
        bind(folder, folder);
        mount("none", folder, "none", MS_PRIVATE, null);
    }

    /** Shows the file or folder {@code source} at {@code target} too. */
    public static void bind(Path source, Path target) throws IOException {
        mount(source.toString(), target, "none", MS_BIND, null);
    }

    /** The same, and nobody writes to it there. */
    public static void bindReadOnly(Path source, Path target) throws IOException {
        bind(source, target);
        mount("none", target, "none", MS_REMOUNT | MS_BIND | MS_RDONLY, null);
    }

    /**
     * Shows the file or folder {@code source} at {@code target} too. Fails where a symbolic link is anywhere in the path of
     * the source; what is mounted is what was looked at, whatever is put in its place meanwhile.
     */
    public static void bindWithoutLinks(Path source, Path target) throws IOException {
        try (Descriptor tree = openTree(source)) {
            move(tree, target);
        }
    }

    /**
     * The same, with the owners of files as {@code owners} maps them: what belongs to user 0 there belongs to user 0 here, and
     * so on, both ways. The file system must allow it, as ext4, xfs, btrfs and, from Linux 6.3, tmpfs do.
     */
    public static void bindMapped(Path source, Path target, UserNamespace owners, boolean readOnly) throws IOException {
        try (Descriptor tree = openTree(source); Memory attributes = new Memory(SIZE_OF_MOUNT_ATTR)) {
            attributes.clear();
            attributes.setLong(0, MOUNT_ATTR_IDMAP | (readOnly ? MOUNT_ATTR_RDONLY : 0));
            attributes.setLong(24, owners.descriptor());
            call(source, MOUNT_SETATTR, tree.number, "", new NativeLong(AT_EMPTY_PATH), attributes,
                new NativeLong(SIZE_OF_MOUNT_ATTR));
            move(tree, target);
        }
    }

    /** A mount of the file or folder that is nowhere yet. */
    private static Descriptor openTree(Path source) throws IOException {
        try (Descriptor file = openWithoutLinks(source)) {
            return new Descriptor(call(source, OPEN_TREE, file.number, "",
                new NativeLong(AT_EMPTY_PATH | OPEN_TREE_CLONE_CLOEXEC)));
        }
    }

    private static void move(Descriptor tree, Path target) throws IOException {
        call(target, MOVE_MOUNT, tree.number, "", AT_FDCWD, target.toString(), new NativeLong(MOVE_MOUNT_F_EMPTY_PATH));
    }

    /** Takes away what is mounted there, and below; still open files stay usable. Nothing mounted there is no error. */
    public static void detach(Path target) throws IOException {
        try {
            C_LIBRARY.umount2(target.toString(), MNT_DETACH);
        } catch (LastErrorException e) {
            int number = e.getErrorCode();
            if (number != EINVAL && number != 2) {
                throw new MountFailed(target, e);
            }
        }
    }

    private static Descriptor openWithoutLinks(Path source) throws IOException {
        try (Memory how = new Memory(SIZE_OF_OPEN_HOW)) {
            how.clear();
            how.setLong(0, O_PATH_CLOEXEC);
            how.setLong(16, RESOLVE_NO_LINKS);
            return new Descriptor(call(source, OPENAT2, AT_FDCWD, source.toString(), how, new NativeLong(SIZE_OF_OPEN_HOW)));
        }
    }

    private static int call(Path subject, long number, Object... arguments) throws IOException {
        try {
            return C_LIBRARY.syscall(new NativeLong(number), arguments).intValue();
        } catch (LastErrorException e) {
            throw new MountFailed(subject, e);
        }
    }

    private static void mount(String source, Path target, String type, long flags, String options) throws IOException {
        try {
            C_LIBRARY.mount(source, target.toString(), type, new NativeLong(flags), options);
        } catch (LastErrorException e) {
            throw new MountFailed(target, e);
        }
    }

    private record Descriptor(int number) implements AutoCloseable {
        @Override
        public void close() {
            C_LIBRARY.close(number);
        }
    }

    private static final class MountFailed extends FileSystemException {
        private final int number;

        MountFailed(Path subject, LastErrorException cause) {
            super(subject.toString(), null, cause.getMessage());
            number = cause.getErrorCode();
        }
    }

    private interface C extends Library {
        int mount(String source, String target, String type, NativeLong flags, String options) throws LastErrorException;

        int umount2(String target, int flags) throws LastErrorException;

        NativeLong syscall(NativeLong number, Object... arguments) throws LastErrorException;

        int close(int descriptor);
    }
}
