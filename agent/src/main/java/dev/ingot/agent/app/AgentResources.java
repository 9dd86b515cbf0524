package dev.ingot.agent.app;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.FileErrors;
import dev.ingot.agent.config.source.Problem;
import dev.ingot.agent.doctor.Finding;
import dev.ingot.agent.doctor.MountVisibilityCheck;
import dev.ingot.agent.doctor.ProcessLimitsCheck;
import dev.ingot.agent.doctor.StudentMountCheck;
import dev.ingot.agent.doctor.TaskDiskCheck;
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
import dev.ingot.lifecycle.ResourceStack;
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
 * Owns what a started agent needs: runtimes, job directories, sandboxes, telemetry. {@link #open} removes orphans of earlier
 * processes of this agent. The owner closes it after the last job has ended.
 */
final class AgentResources implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentResources.class);

    private final AgentConfig config;
    private final ResourceStack resources;
    private final Runtimes runtimes;
    private final JobDirs dirs;
    private final Telemetry telemetry;
    private final String host;
    private final JobSettings settings;
    private final SandboxProvider sandboxes;
    private final MessageMemoryBudget messageMemoryBudget = MessageMemoryBudget.ofHeap();

    private AgentResources(AgentConfig config, ResourceStack resources, Runtimes runtimes) throws IOException, StartFailure {
        this.config = config;
        this.resources = resources;
        this.runtimes = runtimes;
        host = HostFacts.name();
        settings = createJobSettings(config);
        telemetry = resources.add(Telemetry.open(config));
        dirs = resources.add(openJobDirs(config));
        sandboxes = resources.add(new SandboxProvider(agentId(), dirs, WarmPoolSettings.boundsByRuntime(config),
            WarmPoolSettings.budget(config),
            runtimes.environmentTypes(config).stream().anyMatch(type -> type.runAsRoot() && !type.sharesKernel())));
    }

    /**
     * Checks the host and opens everything.
     *
     * @throws StartFailure with every reason why the agent cannot run here; nothing stays open then
     */
    static AgentResources open(AgentConfig config) throws StartFailure {
        ResourceStack opened = new ResourceStack();
        try {
            requireProcessLimits(ProcessLimitsCheck.of(config).findings());
            Runtimes runtimes = opened.add(new Runtimes(config));
            requireRuntimesAndTasks(config, runtimes);
            if (config.dockerImport() && usesImageStore(config)) {
                startImageSync(config.imageStore(), opened);
            }
            AgentResources agentResources = new AgentResources(config, opened, runtimes);
            agentResources.removeOrphans();
            agentResources.checkTaskDiskLimit();
            return agentResources;
        } catch (IOException e) {
            opened.close();
            throw new StartFailure(List.of(new Problem("host", e.toString(), "see ingot doctor")));
        } catch (RuntimeFault e) {
            opened.close();
            throw new StartFailure(List.of(new Problem("manager", e.getMessage(), "see ingot doctor")));
        } catch (StartFailure | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private static boolean usesImageStore(AgentConfig config) {
        return config.runtimes().values().stream().anyMatch(runtime -> runtime.settings().needs().usesImageStore());
    }

    private static void requireProcessLimits(List<Finding> findings) throws StartFailure {
        List<Problem> problems = findings.stream().filter(Finding::isFailure).map(Finding::toProblem).toList();
        if (!problems.isEmpty()) {
            throw new StartFailure(problems);
        }
        findings.stream().filter(finding -> !finding.remedy().isEmpty())
            .forEach(finding -> LOG.warn("{}", finding.toProblem()));
    }

    private static void requireRuntimesAndTasks(AgentConfig config, Runtimes runtimes) throws StartFailure {
        if (config.runtimes().equals(AgentConfig.defaultRuntimes(RuntimeProviders.ALL))) {
            LOG.info("No runtime is configured: using Docker's default runtime for the environment type docker");
        }
        List<Problem> missing = new ArrayList<>(runtimes.probe());
        if (!Files.isDirectory(config.tasks()) || !Files.isReadable(config.tasks())) {
            missing.add(new Problem("tasks", config.tasks().toAbsolutePath() + " is not a readable directory",
                "set --tasks to the directory that contains all courses"));
        }
        if (!missing.isEmpty()) {
            throw new StartFailure(missing);
        }
    }

    /** Imports the grading images of a local Docker daemon for manager oci. Without a daemon the store keeps its images. */
    private static void startImageSync(Path folder, ResourceStack opened) {
        LOG.info("Importing new grading images from Docker into the image store");
        ImageStore store = opened.add(ImageStore.open(folder));
        opened.add(DockerImageSync.start(store, DockerImageClient.ofEnvironment(), DockerImageSync.PERIOD));
    }

    private static JobSettings createJobSettings(AgentConfig config) throws IOException {
        String debugHost = config.debugHost().or(() -> config.backend().flatMap(DebugHost::findAddressTowards)).orElse(null);
        if (debugHost == null) {
            LOG.warn("The public address of this host is unknown, so no job gets a debug port. Set --debug-host");
        }
        return new JobSettings(config.concurrency(), HostFacts.memoryMiB() / config.concurrency(), config.limits().pids(),
            config.limits().files(), config.limits().students(), config.debugGraders(), debugHost);
    }

    private static JobDirs openJobDirs(AgentConfig config) throws StartFailure {
        try {
            return JobDirs.open(config.tmpdir(), taskDisk(config));
        } catch (IOException e) {
            throw new StartFailure(List.of(new Problem("tmpdir", FileErrors.describe(e),
                "set --tmpdir to a directory that this user can write and no other agent uses")));
        }
    }

    /** Removes containers before directories, because containers may still write into them. */
    private void removeOrphans() throws IOException {
        runtimes.startReaping(agentId());
        dirs.deleteOrphans();
        new MountVisibilityCheck(dirs.root(), runtimes.all()).findProblems().forEach(problem -> LOG.error("{}", problem));
        runtimes.all().stream().filter(runtime -> StudentFolders.findAccess(runtime, dirs) == Access.SEPARATE)
            .forEach(runtime -> LOG.warn("{}", StudentMountCheck.separateMountsProblem(runtime)));
    }

    /**
     * Tries the disk limit of job directories. A limit that the admin set must work. If the default limit does not work, job
     * directories use the disk of the tmpdir without a limit.
     */
    private void checkTaskDiskLimit() throws StartFailure, IOException {
        Optional<LoopFileSystem> disk = taskDisk(config);
        if (disk.isEmpty()) {
            return;
        }
        Map<String, Problem> failures = new TaskDiskCheck(dirs.root(), disk.get(), runtimes.all()).findProblems();
        if (config.limits().taskDisk().required() && !failures.isEmpty()) {
            throw new StartFailure(List.copyOf(failures.values()));
        }
        failures.forEach((runtime, problem) -> {
            dirs.disableDiskLimit(runtime);
            LOG.warn("Jobs on runtime {} can fill the disk of {}: no size limit: {}; {}", runtime, dirs.root(),
                problem.description(), problem.remedy());
        });
    }

    private static Optional<LoopFileSystem> taskDisk(AgentConfig config) {
        return config.limits().taskDisk().size().map(size -> new LoopFileSystem(size.bytes(), config.limits().inodes()));
    }

    /** Returns an ID that stays the same over restarts. It is unique, because {@link JobDirs} locks its root for one agent. */
    private String agentId() {
        return UUID.nameUUIDFromBytes((host + "\n" + dirs.root()).getBytes(StandardCharsets.UTF_8)).toString();
    }

    JobManager createJobManager() {
        return new JobManager(config.friendlyName(), environmentTypes(), settings, new TaskStore(config.tasks()), sandboxes,
            new PortPool(config.debugPorts().first(), config.debugPorts().last()), telemetry.timelines(), messageMemoryBudget);
    }

    /** Returns the part of the heap that messages of containers may use. */
    MessageMemoryBudget messageMemoryBudget() {
        return messageMemoryBudget;
    }

    List<EnvironmentType> environmentTypes() {
        return runtimes.environmentTypes(config);
    }

    List<PoolStatus> poolStatus() {
        return sandboxes.status();
    }

    Telemetry telemetry() {
        return telemetry;
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
        resources.close();
    }
}
