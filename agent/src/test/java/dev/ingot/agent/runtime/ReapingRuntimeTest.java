package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.runtime.FaultyRuntime.Fail;
import dev.ingot.agent.runtime.FaultyRuntime.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests that exactly the containers that are not open are removed. */
class ReapingRuntimeTest {
    private static final String AGENT = "agent";
    private static final ImageInfo IMAGE = new ImageInfo("sha256:1", Instant.EPOCH, Map.of());
    private static final ContainerSpec SPEC = new ContainerSpec(IMAGE.id(), List.of(), Map.of(), List.of(),
        new Network.None(), new Limits(1 << 20, 1, 1), false, Map.of(Labels.AGENT, AGENT));

    private final ScriptedRuntime engine = new ScriptedRuntime().with(IMAGE);

    @Test
    void removesContainersOfAnEarlierAgentProcess() {
        engine.create(SPEC);
        new ReapingRuntime(engine).removeOrphans(AGENT);
        assertEquals(List.of(), engine.findOrphans(AGENT));
    }

    @Test
    void keepsContainersThatAreHeld() {
        ReapingRuntime runtime = new ReapingRuntime(engine);
        try (Container held = runtime.create(SPEC)) {
            runtime.removeUnheld(AGENT);
            runtime.removeUnheld(AGENT);
            assertEquals(List.of(held.id()), engine.findOrphans(AGENT).stream().map(Container::id).toList());
        }
    }

    @Test
    void removesAnUnheldContainerAtTheSecondCheck() {
        ReapingRuntime runtime = new ReapingRuntime(
            new FaultyRuntime(engine).at(Operation.CLOSE, 1, new Fail(RuntimeFault.Kind.INTERNAL)));
        runtime.create(SPEC).close();
        runtime.removeUnheld(AGENT);
        assertEquals(1, engine.findOrphans(AGENT).size(), "it may be one that is being made");
        assertEquals(0, runtime.orphansRemoved());
        runtime.removeUnheld(AGENT);
        assertEquals(List.of(), engine.findOrphans(AGENT));
        assertEquals(1, runtime.orphansRemoved());
    }
}
