package dev.ingot.agent.linux;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An ext4 file system in a file, which limits what is written regardless of the disk that the file lies on. The file grows as
 * it is written, has no name while it is used, and disappears with the mount.
 *
 * @param bytes  its size; a few percent are used by the file system itself
 * @param inodes the most files and folders
 */
public record LoopFileSystem(long bytes, long inodes) {
    /**
     * No journal and no checksums: the files need not survive their container or job. The metadata of all groups lies
     * together and has no copy, so an empty file system is ten blocks of 4 KiB, whatever its size.
     */
    private static final String FEATURES = "none,filetype,extent,flex_bg,sparse_super2,large_file,huge_file,dir_nlink,"
        + "extra_isize,dir_index,ext_attr,uninit_bg";
    /**
     * The inode tables are holes of the file, so no kernel thread needs to write zeros there. Nothing has to survive a crash
     * of the host, so flushed data need not reach its disk (https://docs.kernel.org/admin-guide/ext4.html).
     */
    private static final List<String> OPTIONS = List.of("noinit_itable", "nobarrier");
    /** The most content of an empty file system; it is kept in memory. */
    private static final long MAX_EMPTY_CONTENT = 16 << 20;

    /** mkfs.ext4 runs once per size; each file gets a copy of what it wrote. */
    private static final Map<LoopFileSystem, List<LoopDevice.Extent>> EMPTY_CONTENT_BY_SIZE = new ConcurrentHashMap<>();
    private static final AtomicLong COUNT = new AtomicLong();

    /**
     * Creates an empty file system and mounts it. The caller unmounts it with {@link Mounts#detach}.
     *
     * @param target an existing folder
     * @param file   a path for the file, in an existing folder; nothing remains there
     * @throws IOException when this process may not mount, mkfs.ext4 is missing, or the kernel has no loop device
     */
    public void mount(Path target, Path file) throws IOException {
        try (DetachedFileSystem disk = create(file)) {
            disk.attach(target);
        }
    }

    /**
     * Creates an empty file system, mounted but detached from any folder.
     *
     * @param file a path for the file, in an existing folder; nothing remains there
     * @throws IOException when this process may not mount, mkfs.ext4 is missing, or the kernel has no loop device
     */
    public DetachedFileSystem create(Path file) throws IOException {
        return new DetachedFileSystem(LoopDevice.mount(file, bytes, emptyContent(file), "ext4", OPTIONS));
    }

    private List<LoopDevice.Extent> emptyContent(Path file) throws IOException {
        List<LoopDevice.Extent> known = EMPTY_CONTENT_BY_SIZE.get(this);
        if (known == null) {
            known = format(file.resolveSibling(file.getFileName() + ".empty" + COUNT.incrementAndGet()));
            EMPTY_CONTENT_BY_SIZE.put(this, known);
        }
        return known;
    }

    private List<LoopDevice.Extent> format(Path file) throws IOException {
        try {
            try (RandomAccessFile empty = new RandomAccessFile(file.toFile(), "rw")) {
                empty.setLength(bytes);
            }
            HostCommand.of("mkfs.ext4", "-q", "-F", "-m", "0", "-b", "4096", "-I", "256", "-N", Long.toString(inodes),
                "-e", "continue", "-G", "1024", "-O", FEATURES,
                "-E", "lazy_itable_init=1,nodiscard,root_owner=0:0,num_backup_sb=0", file.toString()).run();
            return LoopDevice.readContent(file, MAX_EMPTY_CONTENT);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** An empty file system that is mounted but not attached to a folder. Closing it before {@link #attach} removes it. */
    public static final class DetachedFileSystem implements AutoCloseable {
        private final int descriptor;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private DetachedFileSystem(int descriptor) {
            this.descriptor = descriptor;
        }

        /** Mounts it on a folder. The caller unmounts it with {@link Mounts#detach}. */
        public void attach(Path target) throws IOException {
            LoopDevice.attach(descriptor, target);
        }

        /** Closes the descriptor. An attached file system stays mounted. Idempotent. */
        @Override
        public void close() {
            if (open.getAndSet(false)) {
                LoopDevice.close(descriptor);
            }
        }
    }
}
