package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.Uninterrupted;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kills and removes a container, come what may. */
final class Removal {

    private static final Logger LOG = LoggerFactory.getLogger(Removal.class);
    private static final int ATTEMPTS = 6;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Removal() { }

    /** Returns when the container is gone or no attempt helped; an interrupt of the caller waits until then. */
    static void of(Daemon daemon, String id) {
        Uninterrupted.run(() -> attempt(daemon, id));
    }

    private static void attempt(Daemon daemon, String id) {
        RuntimeFault last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                daemon.ask("remove " + id, docker ->
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
