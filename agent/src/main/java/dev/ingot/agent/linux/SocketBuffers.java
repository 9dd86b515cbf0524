package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is on its way in the TCP and UDP sockets of a cgroup of version 1. The kernel counts it apart from the group's memory,
 * and only once the group has a limit for it ({@code memory.kmem.tcp.limit_in_bytes}, named after TCP, for both since Linux
 * 4.9; https://docs.kernel.org/admin-guide/cgroup-v1/memory.html). Up to that limit sockets work as ever. Beyond it a datagram is
 * dropped, and a stream may still hold the next piece of 64 KiB each way: many streams hold any amount, which is why the amount
 * has to be looked at too. With version 2 it is part of the group's memory.
 *
 * @param memory the group's folder in the hierarchy of memory
 */
record SocketBuffers(Path memory) {

    private static final Logger LOG = LoggerFactory.getLogger(SocketBuffers.class);
    private static final String LIMIT = "memory.kmem.tcp.limit_in_bytes";
    private static final String USAGE = "memory.kmem.tcp.usage_in_bytes";
    /** Most containers have no more than this in flight: their limit need not be looked up. */
    private static final long NEGLIGIBLE_BYTES = 1 << 20;
    /** A quarter of the memory limit fills every window a single connection can have. */
    private static final long LIMIT_DIVISOR = 4;
    /** Only hundreds of streams that are written and not read pass half of it; a kill takes time, and more follows meanwhile. */
    private static final long EXCESS_DIVISOR = 2;

    /** Has them counted and held, before the group's first socket is made: those made earlier are never counted. */
    void limit(long memoryBytes) {
        try {
            Files.writeString(memory.resolve(LIMIT), Long.toString(memoryBytes / LIMIT_DIVISOR), StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            LOG.debug("This kernel does not limit the buffers of sockets: it has no {}", e.getFile());
        } catch (IOException e) {
            LOG.warn("The buffers of a container's sockets are not limited: {}", e.toString());
        }
    }

    /** The same, by the memory limit the group has. */
    void limit() throws IOException {
        limit(KernelFile.readNumber(memory.resolve("memory.limit_in_bytes")));
    }

    /** Whether they take more than half of what the group may have memory; fails once the group is gone. */
    boolean isExcessive() throws IOException {
        long bytes;
        try {
            bytes = KernelFile.readNumber(memory.resolve(USAGE));
        } catch (IOException e) {
            // A kernel without the file, unless the group is gone, which the reading of its memory tells.
            return false;
        }
        return bytes > NEGLIGIBLE_BYTES
            && bytes > KernelFile.readNumber(memory.resolve("memory.limit_in_bytes")) / EXCESS_DIVISOR;
    }
}
