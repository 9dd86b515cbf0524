package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.ContainerSpecBuilder.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the calls from create to close, in every order. */
abstract class LifecycleContract {

    private final ContractFixture fixture;

    LifecycleContract(ContractFixture fixture) {
        this.fixture = fixture;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 127, 255})
    void reportsExitCodes(int code) throws Exception {
        assertEquals(new Exit.Code(code), fixture.shell("exit " + code).run().exit());
    }

    @Test
    void aSignalShowsInTheNumber() throws Exception {
        assertEquals(128 + 15, fixture.shell("sh -c 'kill -TERM $$'; exit $?").run().exit().status());
    }

    @Test
    void passesEnvironmentAndCommand() throws Exception {
        RunResult finished = fixture.shell("echo \"$WORDS\"").environment("WORDS", "two words").run();
        assertEquals("two words\n", finished.stdout());
    }

    @Test
    void anEmptyCommandRunsTheImagesCommand() throws Exception {
        try (Container container = fixture.imageCommand().create()) {
            container.start().stdin().write(ContractFixture.bytes("exit 9\n"));
            assertEquals(new Exit.Code(9), container.await());
        }
    }

    @Test
    void withoutStreamsStdinIsEmptyAndOutputIsDropped() throws Exception {
        try (Container container = fixture.shell("echo lost; cat; exit 5").detached().create()) {
            Stdio streams = container.start();
            assertEquals(new Exit.Code(5), container.await());
            assertEquals("", ContractFixture.text(streams.stdout()));
        }
    }

    @Test
    void allWaitersGetTheExit() throws Exception {
        try (Container container = fixture.shell("sleep 0.3; exit 4").create();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Exit>> waiting = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                waiting.add(threads.submit((Callable<Exit>) container::await));
            }
            container.start();
            for (Future<Exit> exit : waiting) {
                assertEquals(new Exit.Code(4), exit.get());
            }
        }
    }

    @Test
    void startingTwiceIsAConflict() {
        try (Container container = fixture.shell("sleep 30").create()) {
            container.start();
            assertSame(RuntimeFault.Kind.CONFLICT, assertThrows(RuntimeFault.class, container::start).kind());
        }
    }

    @Test
    void neverRunsWhenKilledBeforeTheStart() throws Exception {
        try (Container container = fixture.shell("sleep 30").create()) {
            container.kill();
            assertEquals(new Exit.Signalled(9), container.await());
            assertSame(RuntimeFault.Kind.CONFLICT, assertThrows(RuntimeFault.class, container::start).kind());
        }
    }

    @Test
    void killEndsAllProcessesOfTheContainer() throws Exception {
        try (Container container = fixture.shell("sleep 300 & echo up; sleep 300").create()) {
            Stdio streams = container.start();
            assertEquals('u', streams.stdout().read());
            container.kill();
            container.kill();
            assertEquals(new Exit.Signalled(9), assertTimeoutPreemptively(ContractFixture.TIMEOUT, container::await));
            assertEquals("p\n", ContractFixture.text(streams.stdout()));
        }
    }

    @Test
    void killAndCloseAfterTheEndDoNothing() throws Exception {
        Container container = fixture.shell("exit 3").create();
        container.start();
        assertEquals(new Exit.Code(3), container.await());
        container.kill();
        container.close();
        container.close();
        container.kill();
        assertEquals(new Exit.Code(3), container.await());
    }

    @Test
    void closeEndsARunningContainerAndItsWaiters() throws Exception {
        Container container = fixture.shell("sleep 300").create();
        container.start();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Exit> exit = threads.submit((Callable<Exit>) container::await);
            container.close();
            assertEquals(137, exit.get().status());
        }
    }

    @Test
    void closeBeforeTheStartReleasesWaiters() throws Exception {
        Container container = fixture.shell("exit 0").create();
        container.close();
        assertEquals(137, container.await().status());
    }

    @Test
    void anInterruptedThreadStillRemovesItsContainer() {
        String agent = fixture.agentId() + "-interrupted";
        Container container = fixture.shell("sleep 300").agent(agent).create();
        container.start();
        Thread.currentThread().interrupt();
        container.close();
        assertTrue(Thread.interrupted(), "the interrupt is kept");
        assertEquals(List.of(), fixture.runtime().findOrphans(agent));
    }

    @Test
    void anUnknownImageIsNotFound() {
        ContainerSpecBuilder builder = fixture.shell("exit 0").image("sha256:" + "0".repeat(64));
        assertSame(RuntimeFault.Kind.NOT_FOUND, assertThrows(RuntimeFault.class, builder::create).kind());
    }

    @Test
    void aCommandThatDoesNotExistFailsTheStart() throws Exception {
        try (Container container = new ContainerSpecBuilder(fixture, List.of("/no/such/program")).create()) {
            assertThrows(RuntimeFault.class, container::start);
        }
    }
}
