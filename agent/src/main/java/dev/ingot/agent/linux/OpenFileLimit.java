package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Raises the number of descriptors that this process may have open at once. */
public final class OpenFileLimit {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFileLimit.class);
    /** The same on every architecture that has a JDK 25; see getrlimit(2). */
    private static final int RLIMIT_NOFILE = 7;

    private OpenFileLimit() { }

    /**
     * Raises the soft and the hard limit to {@code wanted} when they are lower and the kernel allows it, which needs
     * CAP_SYS_RESOURCE. The JVM has raised the soft limit to the hard limit already.
     *
     * @return the soft limit from now on
     */
    public static long raise(long wanted) throws IOException {
        if (HostFacts.openFileLimit() < wanted) {
            try (Memory limits = new Memory(2L * Long.BYTES)) {
                limits.setLong(0, wanted);
                limits.setLong(Long.BYTES, wanted);
                C_LIBRARY.setrlimit(RLIMIT_NOFILE, limits);
            } catch (LastErrorException e) {
                LOG.debug("Cannot raise the limit of open files: {}", e.getMessage());
            }
        }
        return HostFacts.openFileLimit();
    }
}
