package dev.ingot.agent.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.cli.Main;
import dev.ingot.agent.runtime.RequiresRuntime;
import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.Dialect;
import dev.ingot.protocol.MessageCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** Tests the agent as a process with flags, signals and an exit status, on a Docker daemon. */
@RequiresRuntime("docker:runc")
class AgentProcessIT {
    private final MessageCodec codec = new MessageCodec(Dialect.MODERN);
    private final ZMQ.Context context = ZMQ.context(1);
    private final ZMQ.Socket backend = context.socket(SocketType.ROUTER);
    private Process agent;

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        backend.setReceiveTimeOut(20_000);
        backend.setLinger(0);
        backend.bind("tcp://127.0.0.1:*");
    }

    @AfterEach
    void stop() {
        if (agent != null) {
            agent.destroyForcibly();
        }
        backend.close();
        context.close();
    }

    private void start(String... flags) throws IOException {
        Files.createDirectories(folder.resolve("tasks"));
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(),
            "@../config/jvm.options", "-Dlogback.configurationFile=src/main/resources/logback.xml", "-cp",
            System.getProperty("java.class.path"), Main.class.getName(), "agent", backend.getLastEndpoint(),
            "--tmpdir", folder.resolve("tmp").toString(), "--tasks", folder.resolve("tasks").toString()));
        command.addAll(List.of(flags));
        agent = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
    }

    private AgentMessage.Hello hello() throws Exception {
        assertTrue(backend.recv() != null, "no message arrived; the agent's log: " + log());
        return assertInstanceOf(AgentMessage.Hello.class, codec.decodeAgent(backend.recv()));
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private int status() throws InterruptedException {
        assertTrue(agent.waitFor(40, TimeUnit.SECONDS), "the agent did not exit");
        return agent.exitValue();
    }

    @Test
    void registersAndStopsCleanlyOnSigterm() throws Exception {
        start("--conc", "3", "--friendly-name", "it", "--ssh", "--runtime", "docker:runc", "docker");
        AgentMessage.Hello first = hello();
        assertEquals("it", first.friendlyName());
        assertEquals(3, first.capacity());
        assertEquals(Set.of("docker", "docker-ssh"), first.environments().keySet());
        agent.destroy();
        assertEquals(ExitCode.OK, status(), log());
        assertEquals(0, hello().capacity());
        assertTrue(log().contains("Ingot ") && log().contains("Stopped"), log());
    }

    @Test
    void servesDockerWithItsDefaultRuntimeWhenNoRuntimeIsConfigured() throws Exception {
        start("--ssh");
        assertEquals(Set.of("docker", "docker-ssh"), hello().environments().keySet());
        assertTrue(log().contains("No runtime is configured: using Docker's default runtime"), log());
    }

    @Test
    void namesARuntimeThatDockerDoesNotKnow() throws Exception {
        start("--runtime", "no-such-runtime", "docker");
        assertEquals(ExitCode.FAILURE, status());
        String start = "ingot agent: runtime no-such-runtime: Docker has no runtime no-such-runtime;";
        assertTrue(log().contains(start), log());
    }

    @Test
    void refusesATmpdirThatAnotherAgentUses() throws Exception {
        start("--disable-autorestart");
        hello();
        Process first = agent;
        try {
            start();
            assertEquals(ExitCode.FAILURE, status());
            assertTrue(log().contains("ingot-jobs is in use by another agent; set --tmpdir"), log());
        } finally {
            first.destroyForcibly();
        }
    }

    @Test
    void endsWhenTheBackendIsLostAndAutorestartIsOff() throws Exception {
        start("--disable-autorestart");
        hello();
        // The backend sends no ping.
        assertEquals(ExitCode.FAILURE, status());
        assertTrue(log().contains("Lost the backend"), log());
    }
}
