package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** One test for each bug met, in any runtime; it runs on all of them. */
abstract class ContainerRuntimeIssues {

    private final Bench bench;

    ContainerRuntimeIssues(Bench bench) {
        this.bench = bench;
    }

    /**
     * A daemon removes the cgroup of a container before it tells of the end. A reading asked for at the end came too late, and
     * a container that nobody had asked about seemed to have used nothing.
     */
    @Test
    void whatAContainerUsedIsKnownThoughNobodyAskedBeforeItsEnd() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (Container container = bench.sh("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done").detached().create()) {
                container.start();
                container.await();
                assertTrue(container.usage().cpuNanos() > 0, () -> container.usage().toString());
            }
        }
    }
}
