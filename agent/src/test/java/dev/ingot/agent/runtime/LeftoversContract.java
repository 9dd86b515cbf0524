package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Finding what an earlier life of the agent has left. */
abstract class LeftoversContract {

    private final Bench bench;

    LeftoversContract(Bench bench) {
        this.bench = bench;
    }

    @Test
    void allOfTheAgentsAreFoundInAnyStateAndNoOthers() throws Exception {
        String mine = "mine-" + UUID.randomUUID();
        String other = "other-" + UUID.randomUUID();
        try (Container created = bench.sh("exit 0").agent(mine).create();
                Container running = bench.sh("sleep 300").agent(mine).create();
                Container ended = bench.sh("exit 0").agent(mine).create();
                Container foreign = bench.sh("sleep 300").agent(other).create()) {
            running.start();
            foreign.start();
            ended.start();
            ended.await();
            assertEquals(Set.of(created.id(), running.id(), ended.id()), found(mine));
            assertEquals(Set.of(foreign.id()), found(other));
        }
    }

    @Test
    void leftoversCanBeClosedAndAreGoneThen() throws Exception {
        String mine = "mine-" + UUID.randomUUID();
        Container running = bench.sh("sleep 300").agent(mine).create();
        Container created = bench.sh("exit 0").agent(mine).create();
        running.start();
        bench.runtime().leftovers(mine).forEach(Container::close);
        assertEquals(List.of(), bench.runtime().leftovers(mine));
        assertEquals(137, running.await().number());
        running.close();
        created.close();
    }

    @Test
    void aClosedContainerIsNoLeftover() throws Exception {
        String mine = "mine-" + UUID.randomUUID();
        bench.sh("exit 0").agent(mine).run();
        assertEquals(List.of(), bench.runtime().leftovers(mine));
    }

    private Set<String> found(String agent) {
        return bench.runtime().leftovers(agent).stream().map(Container::id).collect(Collectors.toSet());
    }
}
