package dev.ingot.agent.telemetry;

import dev.ingot.agent.linux.Umask;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Appends to a file, and renames it when it is large or old: {@code jobs.jsonl} becomes
 * {@code jobs.jsonl.20260102T030405.006Z}, and a new file is started. Continues an existing file. Thread-safe.
 */
final class RotatingFile implements AutoCloseable {
    private static final DateTimeFormatter STAMP_FORMAT =
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSSX").withZone(ZoneOffset.UTC);
    private static final Set<StandardOpenOption> OPTIONS = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    private static final String STAMP_PATTERN = "\\.\\d{8}T\\d{6}\\.\\d{3}Z(-\\d+)?";

    private final Path path;
    private final Rotation rotation;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private OutputStream stream;
    private Instant startedAt;

    /**
     * Opens the file.
     *
     * @throws IOException when the file cannot be opened
     */
    RotatingFile(Path path, Rotation rotation, InstantSource clock) throws IOException {
        this.path = path.toAbsolutePath();
        this.rotation = rotation;
        this.clock = clock;
        open();
    }

    private void open() throws IOException {
        boolean continued = Files.exists(path) && Files.size(path) > 0;
        stream = Channels.newOutputStream(Files.newByteChannel(path, OPTIONS,
            PosixFilePermissions.asFileAttribute(Umask.adminFilePermissions())));
        startedAt = continued ? Files.readAttributes(path, BasicFileAttributes.class).creationTime().toInstant()
            : clock.instant();
    }

    /** Appends the whole line to one file. */
    void append(byte[] line) throws IOException {
        lock.lock();
        try {
            if (isDue(line.length)) {
                rotate();
            }
            stream.write(line);
        } finally {
            lock.unlock();
        }
    }

    /** Reads the size from the file system, because another process may have truncated or removed the file. */
    private boolean isDue(int addedBytes) throws IOException {
        long size = Files.exists(path) ? Files.size(path) : 0;
        return size > 0
            && (size + addedBytes > rotation.bytes() || startedAt.plus(rotation.age()).compareTo(clock.instant()) <= 0);
    }

    private void rotate() throws IOException {
        stream.close();
        String name = path.getFileName() + "." + STAMP_FORMAT.format(clock.instant());
        Path old = path.resolveSibling(name);
        for (int i = 1; Files.exists(old); i++) {
            old = path.resolveSibling(name + "-" + i);
        }
        Files.move(path, old);
        open();
        deleteOldest();
    }

    private void deleteOldest() throws IOException {
        List<Path> old;
        try (Stream<Path> siblings = Files.list(path.getParent())) {
            old = siblings.filter(this::isRotated).sorted().toList();
        }
        for (Path file : old.subList(0, Math.max(0, old.size() - rotation.keep()))) {
            Files.deleteIfExists(file);
        }
    }

    private boolean isRotated(Path file) {
        String name = file.getFileName().toString();
        String own = path.getFileName().toString();
        return name.startsWith(own) && name.substring(own.length()).matches(STAMP_PATTERN);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
