package dev.ingot.agent.e2e;

import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.job.JobDesk;
import dev.ingot.agent.job.JobSettings;
import dev.ingot.agent.pool.PoolBudget;
import dev.ingot.agent.pool.Stations;
import dev.ingot.agent.resource.FrameBudget;
import dev.ingot.agent.resource.PortPool;
import dev.ingot.agent.runtime.OciFixture;
import dev.ingot.agent.runtime.oci.OciRuntime;
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

/** An agent on crun whose images are in a store of its own; it ends with its standard input. */
final class SmallAgent {
    static final String ID = "small-agent";

    private SmallAgent() { }

    /** @param words the backend's port, and the folder of tasks, images, state and jobs */
    public static void main(String[] words) throws Exception {
        Path folder = Path.of(words[1]);
        FrameBudget frames = FrameBudget.ofHeap();
        try (OciRuntime runtime = new OciRuntime(OciFixture.settings("crun", folder));
            JobDirs dirs = JobDirs.open(folder.resolve("jobs"));
            Stations stations = new Stations(ID, dirs, Map.of(), new PoolBudget(0, 1L << 30, 0), false)) {
            runtime.probe();
            JobDesk desk = new JobDesk(ID, List.of(new EnvironmentType("docker", runtime, false, false, false)),
                new JobSettings(4, 1000, 64, 64, 8, false, null), new TaskStore(folder.resolve("tasks")), stations,
                new PortPool(1, 0), _ -> { }, frames);
            BackendAddress backend = BackendAddress.parse("tcp://127.0.0.1:" + words[0]);
            try (BackendSession _ = BackendSession.open(new SessionSettings(backend, ID, Dialect.MODERN,
                SessionSettings.MAX_MESSAGE_BYTES, SessionSettings.SILENCE), desk, frames::count)) {
                System.in.transferTo(System.out);
                desk.stop(Duration.ofSeconds(10));
            }
        }
    }
}
