package dev.ingot.agent.doctor;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.TaskDiskLimit;
import dev.ingot.agent.config.source.Problem;
import dev.ingot.agent.linux.LoopFileSystem;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.session.BackendAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Looks at what the agent needs on this host besides engines. */
public record HostCheck(AgentConfig config) {
    private static final int MIN_JAVA = 25;
    private static final int CONNECT_TIMEOUT_MILLIS = 3000;

    public void report(Consumer<Finding> report) {
        report.accept(checkJava());
        checkProcessLimits().forEach(report);
        report.accept(checkTasks());
        report.accept(checkTmpdir());
        config.jobLog().ifPresent(log -> report.accept(checkJobLog(log)));
        config.backend().ifPresent(backend -> report.accept(checkBackend(backend)));
    }

    private static Finding checkJava() {
        String version = Runtime.version() + " of " + System.getProperty("java.vendor");
        return Runtime.version().feature() >= MIN_JAVA ? Finding.pass("java", version)
            : Finding.fail("java", version, "install a JDK from " + MIN_JAVA + " on and set INGOT_JAVA_HOME");
    }

    private List<Finding> checkProcessLimits() {
        try {
            return ProcessLimitsCheck.of(config).findings();
        } catch (IOException e) {
            return List.of(Finding.caution("open files", "it cannot be told how many there may be (" + e + ")", "mount /proc"));
        }
    }

    private Finding checkTasks() {
        Path tasks = config.tasks().toAbsolutePath().normalize();
        try (DirectoryStream<Path> courses = Files.newDirectoryStream(tasks, Files::isDirectory)) {
            return courses.iterator().hasNext() ? Finding.pass("tasks", tasks + " can be read")
                : Finding.caution("tasks", tasks + " holds no course", "give --tasks DIR, the folder with all courses");
        } catch (IOException e) {
            return Finding.fail("tasks", tasks + " cannot be read (" + e + ")", "give --tasks DIR, the folder with all courses");
        }
    }

    private Finding checkTmpdir() {
        try {
            Files.createDirectories(config.tmpdir());
            Files.delete(Files.createTempFile(config.tmpdir(), "ingot-doctor-", ""));
            long free = Files.getFileStore(config.tmpdir()).getUsableSpace() >> 20;
            return Finding.pass("tmpdir", config.tmpdir().toRealPath() + " can be written, " + free + " MiB free");
        } catch (IOException e) {
            return Finding.fail("tmpdir", config.tmpdir().toAbsolutePath() + " cannot be written (" + e + ")",
                "give --tmpdir DIR, a folder this user may write");
        }
    }

    private static Finding checkJobLog(Path log) {
        Path folder = log.toAbsolutePath().getParent();
        return Files.isWritable(Files.exists(log) ? log : folder) ? Finding.pass("job-log", log + " can be written")
            : Finding.fail("job-log", log + " cannot be written", "mkdir -p " + folder + ", or give another --job-log FILE");
    }

    private static Finding checkBackend(BackendAddress backend) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(backend.host(), backend.port()), CONNECT_TIMEOUT_MILLIS);
            return Finding.pass("backend", backend + " accepts connections");
        } catch (IOException e) {
            return Finding.caution("backend", backend + " does not accept connections now (" + e + ")",
                "start inginious-backend there with this address for agents; the agent waits for it");
        }
    }

    /** Every runtime's view of the folder for jobs, once that folder is there. */
    public List<Finding> checkMountVisibility(List<? extends ContainerRuntime> runtimes) {
        try {
            Path tmpdir = config.tmpdir().toRealPath();
            List<Finding> blind = new MountVisibilityCheck(tmpdir, runtimes).findProblems().stream()
                .map(problem -> Finding.fail(problem.subject(), problem.description(), problem.remedy())).toList();
            if (!blind.isEmpty()) {
                return blind;
            }
            List<Finding> findings = new ArrayList<>(List.of(Finding.pass("tmpdir", "engines see it under the same path")));
            for (ContainerRuntime runtime : runtimes) {
                StudentMountCheck.check(runtime, tmpdir).ifPresent(problem ->
                    findings.add(Finding.caution(problem.subject(), problem.description(), problem.remedy())));
            }
            return findings;
        } catch (IOException e) {
            return List.of(Finding.caution("tmpdir", "not shown to any engine (" + e + ")", "mend the tmpdir first"));
        }
    }

    /** Whether jobs' directories can be limited, once that folder is there and the runtimes answer. */
    public List<Finding> checkTaskDisk(List<? extends ContainerRuntime> runtimes) {
        TaskDiskLimit limit = config.limits().taskDisk();
        if (limit.size().isEmpty()) {
            return List.of(Finding.pass("task-disk", "none: jobs may write to the disk of the tmpdir without limit"));
        }
        try {
            LoopFileSystem disk = new LoopFileSystem(limit.size().get().bytes(), config.limits().inodes());
            Map<String, Problem> failures = new TaskDiskCheck(config.tmpdir().toRealPath(), disk, runtimes).findProblems();
            return failures.isEmpty() ? List.of(Finding.pass("task-disk", "a job may write " + limit + describeShortage(limit)))
                : failures.entrySet().stream().map(failure -> toFinding(limit, failure.getKey(), failure.getValue())).toList();
        } catch (IOException e) {
            return List.of(Finding.caution("task-disk", "not tried (" + e + ")", "mend the tmpdir first"));
        }
    }

    private static Finding toFinding(TaskDiskLimit limit, String runtime, Problem problem) {
        return limit.required() ? Finding.fail("task-disk", problem.description(), problem.remedy())
            : Finding.caution("task-disk", "jobs on " + runtime + " may write without limit: " + problem.description(),
                problem.remedy());
    }

    /** Nothing is reserved: all jobs at once may be more than there is. */
    private String describeShortage(TaskDiskLimit limit) throws IOException {
        long free = Files.getFileStore(config.tmpdir()).getUsableSpace();
        long most = limit.size().orElseThrow().bytes() * config.concurrency();
        return most <= free ? "" : ", " + config.concurrency() + " at once more than the " + (free >> 20)
            + " MiB that are free: the last then meet errors of input and output";
    }
}
