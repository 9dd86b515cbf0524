package dev.ingot.backend.soak;

import dev.ingot.backend.bench.AgentFolder;
import dev.ingot.backend.bench.BenchPlan;
import dev.ingot.backend.cases.Case;
import dev.ingot.backend.cases.CaseFolder;
import dev.ingot.backend.cases.CaseReport;
import dev.ingot.backend.cases.CaseRunner;
import dev.ingot.backend.cases.InvalidCases;
import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.demo.AgentProcess;
import dev.ingot.backend.demo.ProjectFolder;
import dev.ingot.backend.standin.QueueListener;
import dev.ingot.backend.standin.StandInBackend;
import dev.ingot.lifecycle.ResourceStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Runs jobs of every case on an agent process, kills some of them, and checks that every job got one result and that the agent
 * removed everything it created. The caller closes it.
 */
public final class Soak implements AutoCloseable {
    private static final String LOOPBACK_ANY_PORT = "tcp://127.0.0.1:*";
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    /** The longest case takes two minutes of wall time on an otherwise idle host. */
    private static final Duration JOB_TIMEOUT = Duration.ofMinutes(5);
    /** Small, so that a job reaches the limit quickly. */
    private static final Map<String, Object> DISK_LIMITS = Map.of("disk", "64MiB", "inodes", 2000);

    private final SoakPlan plan;
    private final AgentFolder settings;
    private final JobMix mix;
    private final CgroupSnapshot cgroupsBefore = CgroupSnapshot.capture();
    private final Queue<String> duplicates = new ConcurrentLinkedQueue<>();
    private final List<CaseReport> reports = new ArrayList<>();
    private final StandInBackend backend;
    private final BackendClient client;
    private final AgentProcess agent;

    private Soak(SoakPlan plan, ProjectFolder project, Path folder, ResourceStack opened) throws IOException, InvalidCases {
        this.plan = plan;
        settings = new AgentFolder(folder);
        boolean limitsDisk = plan.runtime().name().startsWith("oci:");
        mix = new JobMix(readCases(project), limitsDisk, plan.seed());
        backend = opened.add(StandInBackend.listen(LOOPBACK_ANY_PORT, LOOPBACK_ANY_PORT, new QueueListener() {
            @Override
            public void onUnexpectedAnswer(String jobId) {
                duplicates.add(jobId);
            }
        }));
        Path file = settings.writeConfig(backend.agentAddress(), plan.runtime(), plan.concurrency(), linkTasks(project),
            Map.of("limits", limitsDisk ? DISK_LIMITS : Map.of()));
        agent = opened.add(AgentProcess.start(project.launcher(), List.of("--config", file.toString()), settings.logFile()));
        client = opened.add(BackendClient.connect(backend.clientAddress(), "ingot bench soak"));
    }

    /**
     * Starts an agent, without waiting for it.
     *
     * @param project checkout with the script {@code ingot} and the cases
     * @param folder  folder for the agent's files
     * @throws InvalidCases when a case file is invalid
     */
    public static Soak open(SoakPlan plan, ProjectFolder project, Path folder) throws IOException, InvalidCases {
        try (ResourceStack opened = new ResourceStack()) {
            return opened.release(new Soak(plan, project, folder, opened));
        }
    }

    private static List<Path> caseFolders(ProjectFolder project) {
        return List.of(project.cases(), project.cases().resolve("hostile"));
    }

    private static List<Case> readCases(ProjectFolder project) throws IOException, InvalidCases {
        List<Case> cases = new ArrayList<>();
        for (Path folder : caseFolders(project)) {
            cases.addAll(CaseFolder.read(folder));
        }
        return cases;
    }

    /** Creates one tasks folder with links to the folders of all cases. */
    private Path linkTasks(ProjectFolder project) throws IOException {
        Path tasks = Files.createDirectory(settings.path().resolve("tasks"));
        for (Path folder : caseFolders(project)) {
            try (var children = Files.newDirectoryStream(folder, Files::isDirectory)) {
                for (Path child : children) {
                    Files.createSymbolicLink(tasks.resolve(child.getFileName()), child);
                }
            }
        }
        return tasks;
    }

    /**
     * Runs all jobs, and stops the agent.
     *
     * @param progress called with the number of answered jobs after each
     * @throws IOException when the agent does not start, exits during the run, or does not exit in time with status 0
     */
    public SoakReport run(IntConsumer progress) throws IOException, InterruptedException {
        for (String environment : List.of("null", Case.ENVIRONMENT, "default-v3")) {
            if (!client.awaitEnvironment(BenchPlan.ENVIRONMENT_TYPE, environment, START_TIMEOUT)) {
                throw new IOException("the agent does not offer " + environment + " (deploy/images/build.sh builds it); last"
                    + " lines of its log:\n" + agent.readLogTail());
            }
        }
        QuiescenceCheck quiescence = new QuiescenceCheck(new ResourceSnapshot(agent.pid(), settings.dataFolder()));
        runJobs(plan.baselineJobs(), progress);
        Map<String, Long> before = quiescence.awaitStableCounts();
        runJobs(plan.jobs() - plan.baselineJobs(), progress);
        Map<String, Long> after = quiescence.awaitCountsAtMost(before);
        agent.stop();
        Map<String, Long> verdicts = new TreeMap<>();
        reports.stream().flatMap(report -> report.completedJob().stream()).forEach(job ->
            verdicts.merge(job.result().status(), 1L, Long::sum));
        LoggedJobs logged = LoggedJobs.read(settings.jobLog());
        duplicates.addAll(logged.duplicates());
        return new SoakReport(verdicts, logged.warmJobs(), reports.stream().filter(report -> !report.hasPassed()).toList(),
            List.copyOf(duplicates), before, after, quiescence.findOrphans(cgroupsBefore));
    }

    private void runJobs(int jobs, IntConsumer progress) throws IOException, InterruptedException {
        Queue<Case> left = new ConcurrentLinkedQueue<>(mix.draw(jobs));
        CaseRunner runner = new CaseRunner(client, BenchPlan.ENVIRONMENT_TYPE, JOB_TIMEOUT);
        Callable<Void> submitter = () -> {
            for (Case next = left.poll(); next != null && agent.isAlive(); next = left.poll()) {
                CaseReport report = acceptKilled(runner.run(next));
                synchronized (reports) {
                    reports.add(report);
                    progress.accept(reports.size());
                }
            }
            return null;
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> submitters = new ArrayList<>();
            for (int i = 0; i < plan.concurrency(); i++) {
                submitters.add(threads.submit(submitter));
            }
            for (Future<Void> each : submitters) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        if (!agent.isAlive()) {
            throw new IOException("the agent exited during the run; last lines of its log:\n" + agent.readLogTail());
        }
    }

    /** Accepts the status killed for a job with a kill. It may also have its normal result, when it completed before the kill. */
    private static CaseReport acceptKilled(CaseReport report) {
        boolean killed = report.testCase().killAfter().isPresent()
            && report.completedJob().filter(job -> job.result().status().equals("killed")).isPresent();
        return killed ? new CaseReport(report.testCase(), report.completedJob(), List.of()) : report;
    }

    @Override
    public void close() {
        try (backend; client) {
            agent.close();
        }
    }
}
