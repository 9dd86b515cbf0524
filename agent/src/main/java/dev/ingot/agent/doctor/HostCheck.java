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

/** Checks what the agent needs on this host besides its runtimes. */
public record HostCheck(AgentConfig config) {
    private static final int MIN_JAVA = 25;
    private static final int CONNECT_TIMEOUT_MILLIS = 3000;

    /** Runs the checks that need no runtime, and reports their findings. */
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
            return List.of(Finding.caution("open files", "cannot read the limit (" + e + ")", "mount /proc"));
        }
    }

    private Finding checkTasks() {
        Path tasks = config.tasks().toAbsolutePath().normalize();
        try (DirectoryStream<Path> courses = Files.newDirectoryStream(tasks, Files::isDirectory)) {
            return courses.iterator().hasNext() ? Finding.pass("tasks", tasks + " is readable")
                : Finding.caution("tasks", tasks + " contains no course",
                    "set --tasks to the directory that contains all courses");
        } catch (IOException e) {
            return Finding.fail("tasks", tasks + " cannot be read (" + e + ")",
                "set --tasks to the directory that contains all courses");
        }
    }

    private Finding checkTmpdir() {
        try {
            Files.createDirectories(config.tmpdir());
            Files.delete(Files.createTempFile(config.tmpdir(), "ingot-doctor-", ""));
            long free = Files.getFileStore(config.tmpdir()).getUsableSpace() >> 20;
            return Finding.pass("tmpdir", config.tmpdir().toRealPath() + " is writable, " + free + " MiB free");
        } catch (IOException e) {
            return Finding.fail("tmpdir", config.tmpdir().toAbsolutePath() + " cannot be written (" + e + ")",
                "set --tmpdir to a directory that this user can write");
        }
    }

    private static Finding checkJobLog(Path log) {
        Path folder = log.toAbsolutePath().getParent();
        return Files.isWritable(Files.exists(log) ? log : folder) ? Finding.pass("job-log", log + " is writable")
            : Finding.fail("job-log", log + " cannot be written", "mkdir -p " + folder + ", or set --job-log to another file");
    }

    private static Finding checkBackend(BackendAddress backend) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(backend.host(), backend.port()), CONNECT_TIMEOUT_MILLIS);
            return Finding.pass("backend", backend + " accepts connections");
        } catch (IOException e) {
            return Finding.caution("backend", backend + " does not accept connections now (" + e + ")",
                "start inginious-backend with this address for agents; the agent waits for it");
        }
    }

    /** Checks whether each runtime's manager sees the tmpdir, which must exist, and mounts of the agent in it. */
    public List<Finding> checkMountVisibility(List<? extends ContainerRuntime> runtimes) {
        try {
            Path tmpdir = config.tmpdir().toRealPath();
            List<Finding> failures = new MountVisibilityCheck(tmpdir, runtimes).findProblems().stream()
                .map(problem -> Finding.fail(problem.subject(), problem.description(), problem.remedy())).toList();
            if (!failures.isEmpty()) {
                return failures;
            }
            List<Finding> findings = new ArrayList<>(List.of(Finding.pass("tmpdir", "managers see it under the same path")));
            for (ContainerRuntime runtime : runtimes) {
                StudentMountCheck.check(runtime, tmpdir).ifPresent(problem ->
                    findings.add(Finding.caution(problem.subject(), problem.description(), problem.remedy())));
            }
            return findings;
        } catch (IOException e) {
            return List.of(Finding.caution("tmpdir", "not checked (" + e + ")", "fix the tmpdir first"));
        }
    }

    /** Checks whether the size of job directories can be limited. The tmpdir must exist and the runtimes must respond. */
    public List<Finding> checkTaskDisk(List<? extends ContainerRuntime> runtimes) {
        TaskDiskLimit limit = config.limits().taskDisk();
        if (limit.size().isEmpty()) {
            return List.of(Finding.pass("task-disk", "none: jobs can fill the disk of the tmpdir"));
        }
        try {
            LoopFileSystem disk = new LoopFileSystem(limit.size().get().bytes(), config.limits().inodes());
            Map<String, Problem> failures = new TaskDiskCheck(config.tmpdir().toRealPath(), disk, runtimes).findProblems();
            return failures.isEmpty() ? List.of(Finding.pass("task-disk", "a job may write " + limit + describeShortage(limit)))
                : failures.entrySet().stream().map(failure -> toFinding(limit, failure.getKey(), failure.getValue())).toList();
        } catch (IOException e) {
            return List.of(Finding.caution("task-disk", "not checked (" + e + ")", "fix the tmpdir first"));
        }
    }

    private static Finding toFinding(TaskDiskLimit limit, String runtime, Problem problem) {
        return limit.required() ? Finding.fail("task-disk", problem.description(), problem.remedy())
            : Finding.caution("task-disk", "jobs on runtime " + runtime + " can fill the disk of the tmpdir: "
                + problem.description(), problem.remedy());
    }

    /** Describes that concurrent jobs can need more than the free disk space, because no space is reserved; else empty. */
    private String describeShortage(TaskDiskLimit limit) throws IOException {
        long free = Files.getFileStore(config.tmpdir()).getUsableSpace();
        long most = limit.size().orElseThrow().bytes() * config.concurrency();
        return most <= free ? "" : ", " + config.concurrency() + " jobs at once can exceed the " + (free >> 20)
            + " MiB that are free; the last ones then fail with I/O errors";
    }
}
