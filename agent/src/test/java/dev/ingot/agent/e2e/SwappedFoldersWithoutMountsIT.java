package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.RequiresRuntime;
import dev.ingot.backend.standin.StandInBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** On Docker, with an agent that may not mount, as in a container or with the systemd unit. */
@RequiresRuntime("docker:crun")
class SwappedFoldersWithoutMountsIT extends SwappedFolders {
    private static final List<String> DOCKER = List.of("--runtime", "docker:crun", "docker");

    SwappedFoldersWithoutMountsIT() {
        super(6);
    }

    @Override
    AgentUnderTest startAgent(StandInBackend backend, Path home) throws IOException {
        return new AgentUnderTest(List.of("setpriv", "--bounding-set=-sys_admin"), backend.agentAddress(), home.resolve("tasks"),
            DOCKER, home, "--concurrency", "1");
    }

    @Override
    void assertLog(AgentUnderTest agent) throws IOException {
        String log = agent.readLog();
        assertTrue(log.contains("Graders therefore get /task/student and /task/systemfiles as separate mounts"), log);
    }
}
