package dev.ingot.agent.runtime.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Exit;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.RequiresRuntime;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.runtime.Usage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what is specific to Docker: the calls it gets, and the behaviour when the agent sees less of the host. */
@RequiresRuntime("docker:runc")
@Timeout(60)
class DockerRuntimeIT {

    private static final DockerSettings RUNC = DockerSettings.of("classic", "runc");
    private static final String INSPECT = "GET /containers/ID/json";
    private static DockerTestImage image;

    private final String agent = "it-" + UUID.randomUUID();
    private final CopyOnWriteArrayList<String> calls = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void makeImage() {
        image = new DockerTestImage();
    }

    @AfterAll
    static void removeImage() {
        image.close();
    }

    @Test
    void aContainerCostsFiveCalls() throws Exception {
        try (DockerRuntime runtime = recordingCalls()) {
            run(runtime, "echo graded; exit 0", true);
            assertEquals(List.of("POST /containers/create", "POST /containers/ID/attach", "POST /containers/ID/start",
                "POST /containers/ID/wait", "DELETE /containers/ID"), callsBesidesInspect());
        }
    }

    @Test
    void withoutStreamsItCostsFour() throws Exception {
        try (DockerRuntime runtime = recordingCalls()) {
            run(runtime, "sleep 0.2; exit 0", false);
            assertEquals(List.of("POST /containers/create", "POST /containers/ID/start", "POST /containers/ID/wait",
                "DELETE /containers/ID"), callsBesidesInspect());
        }
    }

    @Test
    void noInspectIsMadeWhereTheCgroupTells() throws Exception {
        try (DockerRuntime runtime = recordingCalls()) {
            // On a busy machine the final reading is sometimes too late, and an inspect replaces it.
            for (int i = 0; i < 5; i++) {
                assertEquals(new Exit.OutOfMemory(), run(runtime, "exec tail /dev/zero", true));
                assertEquals(new Exit.Code(0), run(runtime, "sleep 0.2", false));
            }
            assertTrue(calls.stream().filter(INSPECT::equals).count() < 10, calls::toString);
        }
    }

    @Test
    void namesTheKnownOciRuntimesWhenOneIsUnknown() {
        try (DockerRuntime runtime = new DockerRuntime(DockerSettings.of("x", "no-such-runtime"))) {
            Health.Unavailable absent = assertInstanceOf(Health.Unavailable.class, runtime.probe());
            assertTrue(absent.reason().contains("no-such-runtime") && absent.reason().contains("runc"), absent.reason());
            assertTrue(absent.remedy().contains("daemon.json"), absent.remedy());
        }
    }

    @Test
    void theDefaultRuntimeIsTakenAndNamed() throws Exception {
        try (DockerRuntime runtime = new DockerRuntime(DockerSettings.of("x", ""))) {
            assertFalse(runtime.probe() instanceof Health.Unavailable);
            assertTrue(runtime.probe().toString().contains("(the daemon's default)"));
            assertEquals(new Exit.Code(6), run(runtime, "exit 6", true));
        }
    }

    @Test
    void readsUsageFromTheDaemonWithoutCgroups() throws Exception {
        try (DockerRuntime runtime = withoutCgroups()) {
            assertFalse(runtime.capabilities().contains(Capability.CHEAP_USAGE));
            try (Container container = runtime.create(spec("i=0; while true; do i=$((i+1)); done", true))) {
                container.start();
                // Time in which the container uses CPU: asking for its usage would answer from what is tested.
                Thread.sleep(500);
                long before = System.nanoTime();
                Usage usage = container.usage();
                assertTrue(System.nanoTime() - before < 900_000_000, "the daemon took a second sample");
                assertTrue(usage.cpuNanos() > 100_000_000 && usage.memoryPeakBytes() > 0, usage::toString);
            }
        }
    }

    @Test
    void detectsOutOfMemoryByInspectWithoutCgroups() throws Exception {
        try (DockerRuntime runtime = withoutCgroups()) {
            assertEquals(new Exit.OutOfMemory(), run(runtime, "exec tail /dev/zero", true));
            assertTrue(calls.contains(INSPECT), calls::toString);
        }
    }

    @Test
    void dockerMakesTheNetworkWithoutAScratchFolder() throws Exception {
        try (DockerRuntime runtime = new DockerRuntime(RUNC);
                Container container = runtime.create(spec("cat /etc/hosts; ls /sys/class/net", true))) {
            String seen = new String(container.start().stdout().readAllBytes());
            assertTrue(seen.startsWith("127.0.0.1\tlocalhost\n"), seen);
            assertFalse(seen.contains("eth0"), seen);
        }
    }

    @Test
    void aRestartOfTheDaemonFailsNoLaterContainer(@TempDir Path directory) throws Exception {
        Path daemon = Path.of(DefaultDockerClientConfig.createDefaultConfigBuilder().build().getDockerHost().getPath());
        try (DockerProxy proxy = new DockerProxy(daemon, directory.resolve("docker.sock"));
                DockerRuntime runtime = new DockerRuntime(new DockerSettings("x", "runc", proxy.address(), true))) {
            List<Container> containers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                containers.add(runtime.create(spec("sleep 300", true)));
                containers.getLast().start();
            }
            containers.parallelStream().forEach(Container::close);
            assertTrue(proxy.closeConnections() > 1, "connections were kept");
            assertEquals(new Exit.Code(0), run(runtime, "exit 0", true));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500})
    void aLostConnectionEndsTheStreamsAndTheExitIsAskedForAgain(int afterMillis, @TempDir Path directory) throws Exception {
        Path daemon = Path.of(DefaultDockerClientConfig.createDefaultConfigBuilder().build().getDockerHost().getPath());
        try (DockerProxy proxy = new DockerProxy(daemon, directory.resolve("docker.sock"));
                DockerRuntime runtime = new DockerRuntime(new DockerSettings("x", "runc", proxy.address(), true));
                Container container = runtime.create(spec("sleep 2; exit 4", true))) {
            Stdio streams = container.start();
            // The headers of the answer to wait come at once, the rest at the end: the connection may break at either.
            Thread.sleep(afterMillis);
            proxy.closeConnections();
            assertEquals(-1, streams.stdout().read());
            // The daemon answers again, and the call is repeated.
            assertEquals(new Exit.Code(4), container.await());
        }
    }

    @Test
    void removesTheContainerWhenTheKillFails() throws Exception {
        try (DockerRuntime runtime =
                new DockerRuntime(RUNC, real -> new FailingTransport(real, request -> request.path().contains("/kill")));
                Container container = runtime.create(spec("sleep 300", true))) {
            container.start();
            container.killOrRemove();
            container.await();
            container.close();
            assertEquals(List.of(), runtime.findOrphans(agent));
        }
    }

    @Test
    void imagesAreAsOldAsTheirNewestLayer() {
        try (DockerRuntime runtime = new DockerRuntime(RUNC);
                DockerConnection daemon = new DockerConnection(DockerApiManager.DOCKER, "", transport -> transport)) {
            for (ImageInfo each : runtime.images()) {
                long newest = daemon.callJson("history", Method.GET,
                    "/images/" + each.id() + "/history").get(0).get("Created").asLong();
                assertEquals(newest, each.created().getEpochSecond(), each.toString());
            }
        }
    }

    /** Expects at most one inspect, for a final reading of the cgroup that was too late. */
    private List<String> callsBesidesInspect() {
        List<String> others = new ArrayList<>(calls);
        others.remove(INSPECT);
        return others;
    }

    private DockerRuntime recordingCalls() {
        DockerRuntime runtime = new DockerRuntime(RUNC, real -> new RecordingTransport(real, calls));
        runtime.probe();
        calls.clear();
        return runtime;
    }

    private DockerRuntime withoutCgroups() {
        return new DockerRuntime(RUNC, new DockerConnection(DockerApiManager.DOCKER, "", real -> new RecordingTransport(real,
            calls)), new CgroupLocator(Optional.empty()));
    }

    private Exit run(DockerRuntime runtime, String script, boolean attached) throws Exception {
        try (Container container = runtime.create(spec(script, attached))) {
            Stdio streams = container.start();
            streams.stdout().readAllBytes();
            return container.await();
        }
    }

    private ContainerSpec spec(String script, boolean attached) {
        return new ContainerSpec(image.id(), List.of("sh", "-c", script), Map.of(), List.of(), new Network.None(),
            new Limits(64 * 1024 * 1024, 64, 128), attached, Map.of(Labels.AGENT, agent, Labels.JOB, "j"));
    }
}
