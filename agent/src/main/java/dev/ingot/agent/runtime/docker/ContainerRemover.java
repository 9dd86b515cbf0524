package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.Uninterruptibles;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kills and removes a container, come what may. */
final class ContainerRemover {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerRemover.class);
    private static final int ATTEMPTS = 6;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private ContainerRemover() { }

    /** Returns when the container is gone or no attempt helped; an interrupt of the caller waits until then. */
    static void remove(DockerConnection daemon, String id) {
        Uninterruptibles.run(() -> removeWithRetries(daemon, id));
    }

    private static void removeWithRetries(DockerConnection daemon, String id) {
        RuntimeFault last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                daemon.call("remove " + id, docker ->
                    docker.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec());
                return;
            } catch (RuntimeFault e) {
                if (e.kind() == Kind.NOT_FOUND) {
                    return;
                }
                // A conflict says that a removal is under way: then the next attempt finds nothing.
                last = e;
            }
            pause(PAUSE.multipliedBy(1L << attempt));
        }
        LOG.warn("container {} could not be removed; the next start of the agent tries again", id, last);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
