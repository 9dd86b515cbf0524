package dev.ingot.agent.e2e;

import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.job.JobManager;
import dev.ingot.agent.job.JobSettings;
import dev.ingot.agent.limits.MessageMemoryBudget;
import dev.ingot.agent.limits.PortPool;
import dev.ingot.agent.runtime.OciFixture;
import dev.ingot.agent.runtime.oci.OciRuntime;
import dev.ingot.agent.sandbox.PoolBudget;
import dev.ingot.agent.sandbox.SandboxProvider;
import dev.ingot.agent.session.BackendAddress;
import dev.ingot.agent.session.BackendSession;
import dev.ingot.agent.session.SessionSettings;
import dev.ingot.agent.task.JobDirs;
import dev.ingot.agent.task.TaskStore;
import dev.ingot.protocol.Dialect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs an agent on crun with a separate image store; it exits at the end of its standard input. */
final class SmallAgent {
    static final String ID = "small-agent";

    private SmallAgent() { }

    /** @param words the backend's port, and the folder of tasks, images, state and jobs */
    public static void main(String[] words) throws Exception {
        Path folder = Path.of(words[1]);
        MessageMemoryBudget frames = MessageMemoryBudget.ofHeap();
        try (OciRuntime runtime = new OciRuntime(OciFixture.settings("crun", folder));
            JobDirs dirs = JobDirs.open(folder.resolve("jobs"));
            SandboxProvider stations = new SandboxProvider(ID, dirs, Map.of(), new PoolBudget(0, 1L << 30, 0), false)) {
            runtime.probe();
            JobManager desk = new JobManager(ID, List.of(new EnvironmentType("docker", runtime, false, false, false)),
                new JobSettings(4, 1000, 64, 64, 8, false, null), new TaskStore(folder.resolve("tasks")), stations,
                new PortPool(1, 0), _ -> { }, frames);
            BackendAddress backend = BackendAddress.parse("tcp://127.0.0.1:" + words[0]);
            try (BackendSession _ = BackendSession.open(new SessionSettings(backend, ID, Dialect.MODERN,
                SessionSettings.MAX_MESSAGE_BYTES, SessionSettings.DEFAULT_SILENCE_TIMEOUT), desk, frames::adjust)) {
                System.in.transferTo(System.out);
                desk.stop(Duration.ofSeconds(10));
            }
        }
    }
}
