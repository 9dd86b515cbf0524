package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.FaultyRuntime.Delay;
import dev.ingot.agent.runtime.FaultyRuntime.Die;
import dev.ingot.agent.runtime.FaultyRuntime.Fail;
import dev.ingot.agent.runtime.FaultyRuntime.LoseAnswer;
import dev.ingot.agent.runtime.FaultyRuntime.Operation;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a planned fault affects the call for which it is planned, and no other. */
class FaultyRuntimeTest {

    @TempDir
    private Path directory;
    private FaultyRuntime runtime;
    private ContractFixture fixture;

    @BeforeEach
    void open() {
        ImageInfo image = new ImageInfo("sha256:1", Instant.EPOCH, Map.of(Labels.ENVIRONMENT_NAME, "shell"));
        runtime = new FaultyRuntime(new ProcessRuntime("process", directory).with(image, "sh"));
        fixture = ContractFixture.of(runtime, image.id(), false);
    }

    @Test
    void theSecondCreateFailsAndMakesNothing() {
        runtime.at(Operation.CREATE, 2, new Fail(Kind.EXHAUSTED));
        try (Container first = fixture.shell("exit 0").create()) {
            ContainerSpecBuilder second = fixture.shell("exit 0");
            assertSame(Kind.EXHAUSTED, assertThrows(RuntimeFault.class, second::create).kind());
            assertEquals(1, runtime.findOrphans(fixture.agentId()).size(), first::id);
        }
        assertEquals(2, runtime.calls(Operation.CREATE));
    }

    @Test
    void aLostAnswerLeavesAContainer() {
        runtime.at(Operation.CREATE, 1, new LoseAnswer(Kind.UNAVAILABLE));
        assertThrows(RuntimeFault.class, () -> fixture.shell("exit 0").create());
        assertEquals(1, runtime.findOrphans(fixture.agentId()).size());
        runtime.findOrphans(fixture.agentId()).forEach(Container::close);
    }

    @Test
    void streamsFailAtThePlannedCall() throws Exception {
        runtime.at(Operation.WRITE, 2, new Fail(Kind.INTERNAL)).at(Operation.READ, 2, new Fail(Kind.INTERNAL));
        try (Container container = fixture.shell("cat").create()) {
            Stdio streams = container.start();
            streams.stdin().write('a');
            assertThrows(IOException.class, () -> streams.stdin().write('b'));
            assertEquals('a', streams.stdout().read());
            assertThrows(IOException.class, () -> streams.stdout().read());
            streams.stdin().write('c');
            assertEquals('c', streams.stdout().read());
        }
    }

    @Test
    void aContainerDiesAtTheRead() throws Exception {
        runtime.at(Operation.READ, 1, new Die());
        try (Container container = fixture.shell("sleep 300").create()) {
            assertEquals(-1, container.start().stdout().read());
            assertEquals(new Exit.Signalled(9), container.await());
        }
    }

    @Test
    void aStartTakesLonger() {
        runtime.at(Operation.START, 1, new Delay(Duration.ofMillis(200)));
        try (Container container = fixture.shell("exit 0").create()) {
            long before = System.nanoTime();
            container.start();
            assertTrue(System.nanoTime() - before >= 200_000_000);
        }
    }

    @Test
    void aFailedCloseLeavesTheContainer() {
        runtime.at(Operation.CLOSE, 1, new Fail(Kind.INTERNAL));
        Container container = fixture.shell("sleep 300").create();
        container.start();
        container.close();
        assertEquals(1, runtime.findOrphans(fixture.agentId()).size());
        container.close();
        assertEquals(0, runtime.findOrphans(fixture.agentId()).size());
    }

    @Test
    void usageKillAndAwaitFailAsPlanned() throws Exception {
        runtime.at(Operation.USAGE, 1, new Fail(Kind.INTERNAL))
            .at(Operation.KILL, 1, new Fail(Kind.UNAVAILABLE))
            .at(Operation.AWAIT, 1, new Fail(Kind.UNAVAILABLE));
        try (Container container = fixture.shell("sleep 300").create()) {
            container.start();
            assertEquals(Usage.UNKNOWN, container.usage());
            assertThrows(RuntimeFault.class, container::kill);
            assertThrows(RuntimeFault.class, container::await);
            container.kill();
            assertEquals(new Exit.Signalled(9), container.await());
        }
    }
}
