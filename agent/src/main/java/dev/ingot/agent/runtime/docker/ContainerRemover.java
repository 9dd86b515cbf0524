package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.Uninterruptibles;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kills and removes containers, with repeated attempts. */
final class ContainerRemover {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerRemover.class);
    private static final int ATTEMPTS = 6;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private ContainerRemover() { }

    /**
     * Kills and removes a container. Returns when it is removed or when all attempts have failed. An interrupt of the caller is
     * restored on return.
     */
    static void remove(DockerConnection connection, String id) {
        Uninterruptibles.run(() -> removeWithRetries(connection, id));
    }

    private static void removeWithRetries(DockerConnection connection, String id) {
        RuntimeFault last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                connection.call("remove " + id, docker ->
                    docker.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec());
                return;
            } catch (RuntimeFault e) {
                if (e.kind() == Kind.NOT_FOUND) {
                    return;
                }
                // CONFLICT means that a removal is under way: then the next attempt returns NOT_FOUND.
                last = e;
            }
            pause(PAUSE.multipliedBy(1L << attempt));
        }
        LOG.warn("Cannot remove container {} after {} attempts; the reaper tries again", id, ATTEMPTS, last);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
