package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buffers of the TCP and UDP sockets of a cgroup of version 1. The kernel counts them separately from the cgroup's
 * memory, and only once the cgroup has a limit for them ({@code memory.kmem.tcp.limit_in_bytes}, named after TCP, for both
 * since Linux 4.9; https://docs.kernel.org/admin-guide/cgroup-v1/memory.html). Below that limit sockets are not affected.
 * Above it a datagram is dropped, and a stream may still buffer the next piece of 64 KiB in each direction: many streams
 * together can exceed the limit by any amount, so the amount must be checked too. Version 2 counts them as memory of the
 * cgroup.
 *
 * @param memory the cgroup's folder in the memory hierarchy
 */
record SocketBuffers(Path memory) {

    private static final Logger LOG = LoggerFactory.getLogger(SocketBuffers.class);
    private static final String LIMIT = "memory.kmem.tcp.limit_in_bytes";
    private static final String USAGE = "memory.kmem.tcp.usage_in_bytes";
    /** Below this amount, as in most containers, the memory limit is not read. */
    private static final long NEGLIGIBLE_BYTES = 1 << 20;
    /** A quarter of the memory limit is enough for the largest window of a single connection. */
    private static final long LIMIT_DIVISOR = 4;
    /** Only hundreds of streams that are written and not read exceed half of the limit; during a kill more data arrives. */
    private static final long EXCESS_DIVISOR = 2;

    /**
     * Enables counting and limits the buffers. Must be called before the cgroup's first socket is created: earlier sockets
     * are never counted.
     *
     * @param memoryBytes the cgroup's memory limit in bytes
     */
    void limit(long memoryBytes) {
        try {
            Files.writeString(memory.resolve(LIMIT), Long.toString(memoryBytes / LIMIT_DIVISOR), StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            LOG.debug("This kernel cannot limit the buffers of sockets: it has no {}", e.getFile());
        } catch (IOException e) {
            LOG.warn("Cannot limit socket buffers of a container: {}; its sockets may use memory beyond its limit", e.toString());
        }
    }

    /** Limits the buffers by the memory limit that the cgroup has. */
    void limit() throws IOException {
        limit(KernelFile.readNumber(memory.resolve("memory.limit_in_bytes")));
    }

    /**
     * Returns whether the buffers use more than half of the cgroup's memory limit.
     *
     * @throws IOException when the cgroup has been removed
     */
    boolean isExcessive() throws IOException {
        long bytes;
        try {
            bytes = KernelFile.readNumber(memory.resolve(USAGE));
        } catch (IOException e) {
            // The kernel lacks the file, or the cgroup was removed, which the reading of its memory reports.
            return false;
        }
        return bytes > NEGLIGIBLE_BYTES
            && bytes > KernelFile.readNumber(memory.resolve("memory.limit_in_bytes")) / EXCESS_DIVISOR;
    }
}
