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
 * A file system in a file, which limits what is written whatever disk the file lies on. The file takes room as it is written,
 * and has no name while it is used: it goes with the mount.
 *
 * @param bytes  in all; a few hundredths of it are the file system's own
 * @param inodes files and folders
 */
public record LoopFileSystem(long bytes, long inodes) {
    /**
     * Without a journal and checksums: the files are lost with their container or job, whatever happens. The metadata of all
     * groups lies together and has no copy, so that an empty file system is ten blocks of 4 KiB, whatever its size.
     */
    private static final String FEATURES = "none,filetype,extent,flex_bg,sparse_super2,large_file,huge_file,dir_nlink,"
        + "extra_isize,dir_index,ext_attr,uninit_bg";
    /**
     * The tables of inodes are holes of the file, and need no thread of the kernel that writes zeros there. Nothing has to
     * survive the host: what is flushed need not reach the host's disk (https://docs.kernel.org/admin-guide/ext4.html).
     */
    private static final List<String> OPTIONS = List.of("noinit_itable", "nobarrier");
    /** What an empty one may hold; it is kept in memory. */
    private static final long MAX_EMPTY_CONTENT = 16 << 20;

    /** mkfs.ext4 runs once for each size: each file gets a copy of what it wrote. */
    private static final Map<LoopFileSystem, List<LoopDevice.Extent>> EMPTY_CONTENT_BY_SIZE = new ConcurrentHashMap<>();
    private static final AtomicLong COUNT = new AtomicLong();

    /**
     * Mounts an empty one, which whoever asks takes away with {@link Mounts#detach}.
     *
     * @param file where it may lie, whose folder exists; nothing is left there
     */
    public void mount(Path target, Path file) throws IOException {
        try (DetachedFileSystem disk = create(file)) {
            disk.attach(target);
        }
    }

    /**
     * Makes an empty one, mounted at no place yet.
     *
     * @param file where it may lie, whose folder exists; nothing is left there
     * @throws IOException where this process may not mount, mkfs.ext4 is missing, or the kernel gives no loop device
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

    /** An empty file system that is mounted at no place. When it is closed before it is attached, it is gone. */
    public static final class DetachedFileSystem implements AutoCloseable {
        private final int descriptor;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private DetachedFileSystem(int descriptor) {
            this.descriptor = descriptor;
        }

        /** Mounts it on that folder; the caller takes it away with {@link Mounts#detach}. */
        public void attach(Path target) throws IOException {
            LoopDevice.attach(descriptor, target);
        }

        /** Idempotent. What is attached stays mounted. */
        @Override
        public void close() {
            if (open.getAndSet(false)) {
                LoopDevice.close(descriptor);
            }
        }
    }
}
