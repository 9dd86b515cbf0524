package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Contains one test for each bug found in any runtime; all runtimes run it. */
abstract class ContainerRuntimeIssues {

    private final ContractFixture fixture;

    ContainerRuntimeIssues(ContractFixture fixture) {
        this.fixture = fixture;
    }

    /**
     * A manager removes the cgroup of a container before it reports the end. A reading at the reported end came too late, and a
     * container whose usage had not been read before seemed to have used nothing. On a busy machine one may still be missed.
     */
    @Test
    void usageIsKnownAfterTheExitWithoutAnEarlierReading() throws Exception {
        int known = 0;
        for (int i = 0; i < 5; i++) {
            try (Container container = fixture.shell("i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done").detached().create()) {
                container.start();
                container.await();
                known += container.usage().cpuNanos() > 150_000_000 ? 1 : 0;
            }
        }
        assertTrue(known > 0, "of five containers none was known to have used what it used");
    }
}
