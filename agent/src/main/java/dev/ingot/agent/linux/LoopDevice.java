package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * System calls that present a file as a block device and mount it: loop(4), fsopen(2), fsmount(2), move_mount(2). The kernel
 * releases the device when its last descriptor and its last mount are gone (LO_FLAGS_AUTOCLEAR).
 */
final class LoopDevice {
    private static final Path CONTROL = Path.of("/dev/loop-control");
    private static final int O_CREAT_EXCL = KernelNumbers.O_CREAT | KernelNumbers.O_EXCL;
    private static final int O_RDWR_CLOEXEC = KernelNumbers.O_RDWR | KernelNumbers.O_CLOEXEC;
    private static final int OWNER_ONLY = 0600;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    // From linux/loop.h.
    private static final long LOOP_SET_FD = 0x4C00;
    private static final long LOOP_CLR_FD = 0x4C01;
    private static final long LOOP_SET_STATUS64 = 0x4C04;
    private static final long LOOP_CONFIGURE = 0x4C0A;
    private static final long LOOP_CTL_GET_FREE = 0x4C82;
    /** From linux/fs.h. */
    private static final long BLKFLSBUF = 0x1261;
    private static final int LO_FLAGS_AUTOCLEAR = 4;
    private static final int SIZE_OF_LOOP_CONFIG = 304;
    private static final int INFO_IN_CONFIG = 8;
    private static final int SIZE_OF_INFO = 232;
    private static final int FLAGS_IN_INFO = 52;
    /** How often a free device is requested: another program may configure it first. */
    private static final int TRIES = 64;

    // From linux/mount.h.
    private static final int FSCONFIG_SET_FLAG = 0;
    private static final int FSCONFIG_SET_STRING = 1;
    private static final int FSCONFIG_CMD_CREATE = 6;
    private static final int CLOSE_ON_EXEC = 1;
    private static final int MOUNT_ATTR_NOATIME = 0x10;
    private static final int MOVE_MOUNT_F_EMPTY_PATH = 4;

    private LoopDevice() { }

    /** A piece of a file's content. */
    record Extent(long offset, Memory bytes) { }

    /**
     * Creates a file, makes a loop device of it and mounts that device, detached from any folder. The file's name is removed.
     *
     * @param file    the path of the new file; must not exist
     * @param size    in bytes
     * @param content what the file contains; the rest is a hole
     * @param type    the type of file system
     * @param options of the file system, without values
     * @return the descriptor of the mount, for {@link #attach}; closing it unmounts unless it was attached
     * @throws IOException when the file cannot be written or there is no loop device
     */
    static int mount(Path file, long size, List<Extent> content, String type, List<String> options)
            throws IOException {
        try (Descriptor backing = create(file, size);
                Device device = configure(file, backing)) {
            // Written only now: the kernel writes a file's content to the disk before it makes a device of it.
            for (Extent extent : content) {
                write(file, backing, extent);
            }
            dropCaches(device);
            return createMount(device, type, options);
        }
    }

    private static Descriptor create(Path file, long size) throws IOException {
        try {
            Descriptor created = new Descriptor(
                C_LIBRARY.open(file.toString(), O_RDWR_CLOEXEC | O_CREAT_EXCL, OWNER_ONLY));
            try {
                C_LIBRARY.unlink(file.toString());
                C_LIBRARY.ftruncate(created.number, size);
                return created;
            } catch (RuntimeException | Error e) {
                created.close();
                throw e;
            }
        } catch (LastErrorException e) {
            throw failure(file, e);
        }
    }

    private static void write(Path file, Descriptor target, Extent extent) throws IOException {
        long written = C_LIBRARY.pwrite(target.number, extent.bytes, extent.bytes.size(), extent.offset).longValue();
        if (written != extent.bytes.size()) {
            throw new FileSystemException(file.toString(), null, "no space for a new file system");
        }
    }

    /**
     * Reads the parts of a file that are not holes.
     *
     * @param limit the most bytes in total
     * @throws IOException when the file cannot be read, or has more
     */
    static List<Extent> readContent(Path file, long limit) throws IOException {
        try (Descriptor source = new Descriptor(C_LIBRARY.open(file.toString(), O_RDWR_CLOEXEC))) {
            List<Extent> extents = new ArrayList<>();
            long total = 0;
            for (long position = nextData(source, 0); position >= 0; position = nextData(source, position)) {
                long end = C_LIBRARY.lseek(source.number, position, SEEK_HOLE);
                total += end - position;
                if (total > limit) {
                    throw new FileSystemException(file.toString(), null, "an empty file system has " + total + " bytes or more");
                }
                Memory bytes = new Memory(end - position);
                if (C_LIBRARY.pread(source.number, bytes, bytes.size(), position).longValue() != bytes.size()) {
                    throw new FileSystemException(file.toString(), null, "cannot read it to its end");
                }
                extents.add(new Extent(position, bytes));
                position = end;
            }
            return extents;
        } catch (LastErrorException e) {
            throw failure(file, e);
        }
    }

    private static long nextData(Descriptor file, long from) {
        try {
            return C_LIBRARY.lseek(file.number, from, SEEK_DATA);
        } catch (LastErrorException e) {
            if (e.getErrorCode() == Libc.ENXIO) {
                return -1;
            }
            throw e;
        }
    }

    private static Device configure(Path file, Descriptor backing) throws IOException {
        try (Descriptor control = new Descriptor(C_LIBRARY.open(CONTROL.toString(), O_RDWR_CLOEXEC));
                Memory config = new Memory(SIZE_OF_LOOP_CONFIG)) {
            config.clear();
            config.setInt(0, backing.number);
            config.setInt(INFO_IN_CONFIG + FLAGS_IN_INFO, LO_FLAGS_AUTOCLEAR);
            for (int i = 0; i < TRIES; i++) {
                int number = C_LIBRARY.ioctl(control.number, new NativeLong(LOOP_CTL_GET_FREE));
                Path node = Path.of("/dev/loop" + number);
                Descriptor device = open(node);
                try {
                    configure(device, config, backing);
                    return new Device(node, device);
                } catch (LastErrorException e) {
                    device.close();
                    if (e.getErrorCode() != Libc.EBUSY) {
                        throw e;
                    }
                }
            }
            throw new FileSystemException(file.toString(), null, "other programs configured each free loop device first");
        } catch (LastErrorException e) {
            throw new FileSystemException(CONTROL.toString(), file.toString(), e.getMessage());
        }
    }

    private static void configure(Descriptor device, Memory config, Descriptor backing) {
        try {
            C_LIBRARY.ioctl(device.number, new NativeLong(LOOP_CONFIGURE), config);
        } catch (LastErrorException e) {
            if (e.getErrorCode() != Libc.EINVAL && e.getErrorCode() != Libc.ENOTTY) {
                throw e;
            }
            // Linux before 5.8 has no LOOP_CONFIGURE.
            C_LIBRARY.ioctl(device.number, new NativeLong(LOOP_SET_FD), backing.number);
            try {
                C_LIBRARY.ioctl(device.number, new NativeLong(LOOP_SET_STATUS64), config.share(INFO_IN_CONFIG, SIZE_OF_INFO));
            } catch (LastErrorException failed) {
                C_LIBRARY.ioctl(device.number, new NativeLong(LOOP_CLR_FD), 0);
                throw failed;
            }
        }
    }

    private static Descriptor open(Path node) throws IOException {
        try {
            return new Descriptor(C_LIBRARY.open(node.toString(), O_RDWR_CLOEXEC));
        } catch (LastErrorException e) {
            throw failure(node, e);
        }
    }

    /**
     * Drops what the kernel has cached of the device: another program, as udev, may have read it before its content was
     * written.
     */
    private static void dropCaches(Device device) throws IOException {
        try {
            C_LIBRARY.ioctl(device.descriptor.number, new NativeLong(BLKFLSBUF));
        } catch (LastErrorException e) {
            throw failure(device.node, e);
        }
    }

    private static int createMount(Device device, String type, List<String> options) throws IOException {
        try (Descriptor context = new Descriptor(call(KernelNumbers.SYS_FSOPEN, type, CLOSE_ON_EXEC))) {
            call(KernelNumbers.SYS_FSCONFIG, context.number, FSCONFIG_SET_STRING, "source", device.node.toString(), 0);
            for (String option : options) {
                call(KernelNumbers.SYS_FSCONFIG, context.number, FSCONFIG_SET_FLAG, option, Pointer.NULL, 0);
            }
            call(KernelNumbers.SYS_FSCONFIG, context.number, FSCONFIG_CMD_CREATE, Pointer.NULL, Pointer.NULL, 0);
            return call(KernelNumbers.SYS_FSMOUNT, context.number, CLOSE_ON_EXEC, MOUNT_ATTR_NOATIME);
        } catch (LastErrorException e) {
            throw failure(device.node, e);
        }
    }

    /** Mounts a detached mount on a folder. */
    static void attach(int mount, Path target) throws IOException {
        try {
            call(KernelNumbers.SYS_MOVE_MOUNT, mount, "", OpenAt2.AT_FDCWD, target.toString(), MOVE_MOUNT_F_EMPTY_PATH);
        } catch (LastErrorException e) {
            throw failure(target, e);
        }
    }

    /** Closes the descriptor of a mount. */
    static void close(int mount) {
        C_LIBRARY.close(mount);
    }

    private static int call(long number, Object... arguments) {
        return C_LIBRARY.syscall(new NativeLong(number), arguments).intValue();
    }

    private static FileSystemException failure(Path subject, LastErrorException cause) {
        return new FileSystemException(subject.toString(), null, cause.getMessage());
    }

    private record Descriptor(int number) implements AutoCloseable {
        @Override
        public void close() {
            C_LIBRARY.close(number);
        }
    }

    private record Device(Path node, Descriptor descriptor) implements AutoCloseable {
        @Override
        public void close() {
            descriptor.close();
        }
    }
}
