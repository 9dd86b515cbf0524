package dev.ingot.agent.sandbox;

import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Exit;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.task.JobDir;
import dev.ingot.agent.task.PermissionFixer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a job's folders writable for all users, by running chmod as root in a container of the job's own image.
 *
 * @param timeout after which the container is killed
 */
record ContainerPermissionFixer(GraderTemplate template, Map<String, String> labels, Duration timeout)
    implements PermissionFixer {
    private static final List<String> COMMAND = List.of("/bin/chmod", "-R", "a+rwX", "/task", "/sockets");
    private static final Limits LIMITS = new Limits(64 << 20, 16, 64);

    ContainerPermissionFixer(GraderTemplate template, Map<String, String> labels) {
        this(template, labels, Duration.ofSeconds(30));
    }

    @Override
    public void makeDeletable(JobDir dir) throws IOException {
        Map<String, String> allLabels = new HashMap<>(labels);
        allLabels.put(Labels.ROLE, "permission-fixer");
        List<Mount> mounts = new ArrayList<>(GraderTemplate.taskMounts(dir));
        mounts.add(Mount.writable(dir.sockets(), "/sockets"));
        ContainerSpec spec = new ContainerSpec(template.imageId(), COMMAND, Map.of(), mounts, new Network.None(),
            LIMITS, false, allLabels);
        try (Container container = template.runtime().create(spec)) {
            container.start();
            Exit exit = awaitExit(container);
            if (exit.status() != 0) {
                throw new IOException("chmod in a container ended with " + exit);
            }
        } catch (RuntimeFault e) {
            throw new IOException("cannot run a container to fix its permissions", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while fixing its permissions", e);
        }
    }

    private Exit awaitExit(Container container) throws InterruptedException {
        Thread limit = Thread.ofVirtual().name("limit of " + container.id()).start(() -> {
            try {
                Thread.sleep(timeout);
                container.killOrRemove();
            } catch (InterruptedException e) {
                // The container exited before the timeout.
                return;
            }
        });
        try {
            return container.await();
        } finally {
            limit.interrupt();
        }
    }
}
