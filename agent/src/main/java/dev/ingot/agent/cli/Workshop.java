package dev.ingot.agent.cli;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.EngineKind;
import dev.ingot.agent.config.FileFault;
import dev.ingot.agent.config.Problem;
import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.job.JobManager;
import dev.ingot.agent.job.JobSettings;
import dev.ingot.agent.limits.MessageMemoryBudget;
import dev.ingot.agent.limits.PortPool;
import dev.ingot.agent.linux.HostFacts;
import dev.ingot.agent.linux.LoopFileSystem;
import dev.ingot.agent.runtime.ReapingRuntime;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.oci.store.DockerImageClient;
import dev.ingot.agent.runtime.oci.store.DockerImageSync;
import dev.ingot.agent.runtime.oci.store.ImageStore;
import dev.ingot.agent.sandbox.PoolStatus;
import dev.ingot.agent.sandbox.SandboxProvider;
import dev.ingot.agent.student.StudentFolders;
import dev.ingot.agent.task.JobDirs;
import dev.ingot.agent.task.StudentFiles.Access;
import dev.ingot.agent.task.TaskStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the jobs of an agent work with on this host: runtimes, job directories, logs. Opened clean of what an earlier life
 * left; whoever opens it closes it, after the last job.
 */
final class Workshop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);

    private final AgentConfig config;
    private final Closing closing;
    private final Runtimes runtimes;
    private final JobDirs dirs;
    private final Observation observation;
    private final String host;
    private final JobSettings settings;
    private final SandboxProvider stations;
    private final MessageMemoryBudget frames = MessageMemoryBudget.ofHeap();

    private Workshop(AgentConfig config, Closing closing, Runtimes runtimes) throws IOException, StartFailure {
        this.config = config;
        this.closing = closing;
        this.runtimes = runtimes;
        host = HostFacts.name();
        settings = settings(config);
        observation = closing.add(Observation.open(config));
        dirs = closing.add(dirs(config));
        stations = closing.add(new SandboxProvider(agentId(), dirs, Warming.bounds(config), Warming.budget(config),
            runtimes.types(config).stream().anyMatch(type -> type.runAsRoot() && !type.sharesKernel())));
    }

    static Workshop open(AgentConfig config) throws StartFailure {
        Closing closing = new Closing();
        try {
            refuseIfTooLittle(StartCheck.of(config).findings());
            Runtimes runtimes = closing.add(new Runtimes(config));
            refuseIfMissing(config, runtimes);
            if (config.dockerImport() && config.runtimes().values().stream().anyMatch(one -> one.manager() == EngineKind.OCI)) {
                syncImages(config.imageStore(), closing);
            }
            Workshop workshop = new Workshop(config, closing, runtimes);
            workshop.clean();
            workshop.limitDirectories();
            return workshop;
        } catch (IOException e) {
            closing.close();
            throw new StartFailure(List.of(new Problem("host", e.toString(), "see ingot doctor")));
        } catch (RuntimeFault e) {
            closing.close();
            throw new StartFailure(List.of(new Problem("engine", e.getMessage(), "see ingot doctor")));
        } catch (StartFailure | RuntimeException | Error e) {
            closing.close();
            throw e;
        }
    }

    private static void refuseIfTooLittle(List<Finding> findings) throws StartFailure {
        List<Problem> problems = findings.stream().filter(Finding::failed).map(Finding::problem).toList();
        if (!problems.isEmpty()) {
            throw new StartFailure(problems);
        }
        findings.stream().filter(finding -> !finding.remedy().isEmpty())
            .forEach(finding -> LOG.warn("{}", finding.problem()));
    }

    private static void refuseIfMissing(AgentConfig config, Runtimes runtimes) throws StartFailure {
        if (config.runtimes().equals(AgentConfig.DEFAULT_RUNTIMES)) {
            LOG.info("No runtime is named: Docker's default runtime serves the environment type docker");
        }
        List<Problem> missing = new ArrayList<>(runtimes.probe());
        if (!Files.isDirectory(config.tasks()) || !Files.isReadable(config.tasks())) {
            missing.add(new Problem("tasks", config.tasks().toAbsolutePath() + " is not a folder that can be read",
                "give --tasks DIR, the folder with all courses"));
        }
        if (!missing.isEmpty()) {
            throw new StartFailure(missing);
        }
    }

    /** The grading images of a local Docker daemon serve the direct runtimes too; without a daemon the store's do. */
    private static void syncImages(Path folder, Closing closing) {
        LOG.info("Looking for grading images of Docker that the image store lacks");
        ImageStore store = closing.add(ImageStore.open(folder));
        closing.add(DockerImageSync.start(store, DockerImageClient.ofEnvironment(), DockerImageSync.PERIOD));
    }

    private static JobSettings settings(AgentConfig config) throws IOException {
        String debugHost = config.debugHost().or(() -> config.backend().flatMap(DebugHost::towards)).orElse(null);
        if (debugHost == null) {
            LOG.warn("No address is known under which people reach this host, so no job gets a port; give --debug-host");
        }
        return new JobSettings(config.concurrency(), HostFacts.memoryMiB() / config.concurrency(), config.limits().pids(),
            config.limits().files(), config.limits().students(), config.debugger(), debugHost);
    }

    private static JobDirs dirs(AgentConfig config) throws StartFailure {
        try {
            return JobDirs.open(config.tmpdir(), disk(config));
        } catch (IOException e) {
            throw new StartFailure(List.of(new Problem("tmpdir", FileFault.describe(e),
                "give another --tmpdir DIR: each agent needs a folder of its own that it may write")));
        }
    }

    /** Containers first: they may still write into the directories. */
    private void clean() throws IOException {
        runtimes.reap(agentId());
        dirs.deleteOrphans();
        new Sight(dirs.root(), runtimes.all()).blind().forEach(problem -> LOG.error("{}", problem));
        runtimes.all().stream().filter(runtime -> StudentFolders.findAccess(runtime, dirs) == Access.SEPARATE)
            .forEach(runtime -> LOG.warn("{}", StudentMounts.separate(runtime)));
    }

    /**
     * Tries what limits the jobs' directories. What an admin has written must hold; where the default does not, directories
     * are on the disk of the tmpdir.
     */
    private void limitDirectories() throws StartFailure, IOException {
        Optional<LoopFileSystem> disk = disk(config);
        if (disk.isEmpty()) {
            return;
        }
        Map<String, Problem> failures = new TaskDiskTrial(dirs.root(), disk.get(), runtimes.all()).failures();
        if (config.limits().taskDisk().required() && !failures.isEmpty()) {
            throw new StartFailure(List.copyOf(failures.values()));
        }
        failures.forEach((runtime, problem) -> {
            dirs.disableDiskLimit(runtime);
            LOG.warn("Jobs on {} may write to the disk of {} without limit: {}; {}", runtime, dirs.root(), problem.what(),
                problem.remedy());
        });
    }

    private static Optional<LoopFileSystem> disk(AgentConfig config) {
        return config.limits().taskDisk().size().map(size -> new LoopFileSystem(size.bytes(), config.limits().inodes()));
    }

    /** The same over every life of this agent; no other agent has it, as {@link JobDirs} serves one at a time. */
    private String agentId() {
        return UUID.nameUUIDFromBytes((host + "\n" + dirs.root()).getBytes(StandardCharsets.UTF_8)).toString();
    }

    JobManager desk() {
        return new JobManager(config.friendlyName(), types(), settings, new TaskStore(config.tasks()), stations,
            new PortPool(config.debugPorts().first(), config.debugPorts().last()), observation.timelines(), frames);
    }

    /** What containers' messages may take of the heap. */
    MessageMemoryBudget frames() {
        return frames;
    }

    List<EnvironmentType> types() {
        return runtimes.types(config);
    }

    List<PoolStatus> parked() {
        return stations.status();
    }

    Observation observation() {
        return observation;
    }

    List<ReapingRuntime> runtimes() {
        return runtimes.all();
    }

    JobSettings settings() {
        return settings;
    }

    JobDirs dirs() {
        return dirs;
    }

    String host() {
        return host;
    }

    @Override
    public void close() {
        closing.close();
    }
}
