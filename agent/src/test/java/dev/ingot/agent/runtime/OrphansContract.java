package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tests finding the containers of an earlier agent process. */
abstract class OrphansContract {

    private final ContractFixture fixture;

    OrphansContract(ContractFixture fixture) {
        this.fixture = fixture;
    }

    @Test
    void findsAllContainersOfTheAgentInAnyStateAndNoOthers() throws Exception {
        String mine = "mine-" + UUID.randomUUID();
        String other = "other-" + UUID.randomUUID();
        try (Container created = fixture.shell("exit 0").agent(mine).create();
                Container running = fixture.shell("sleep 300").agent(mine).create();
                Container ended = fixture.shell("exit 0").agent(mine).create();
                Container foreign = fixture.shell("sleep 300").agent(other).create()) {
            running.start();
            foreign.start();
            ended.start();
            ended.await();
            assertEquals(Set.of(created.id(), running.id(), ended.id()), found(mine));
            assertEquals(Set.of(foreign.id()), found(other));
        }
    }

    @Test
    void closedOrphansAreGone() throws Exception {
        String mine = "mine-" + UUID.randomUUID();
        Container running = fixture.shell("sleep 300").agent(mine).create();
        Container created = fixture.shell("exit 0").agent(mine).create();
        running.start();
        fixture.runtime().findOrphans(mine).forEach(Container::close);
        assertEquals(List.of(), fixture.runtime().findOrphans(mine));
        assertEquals(137, running.await().status());
        running.close();
        created.close();
    }

    @Test
    void aClosedContainerIsNoOrphan() throws Exception {
        String mine = "mine-" + UUID.randomUUID();
        fixture.shell("exit 0").agent(mine).run();
        assertEquals(List.of(), fixture.runtime().findOrphans(mine));
    }

    private Set<String> found(String agent) {
        return fixture.runtime().findOrphans(agent).stream().map(Container::id).collect(Collectors.toSet());
    }
}
