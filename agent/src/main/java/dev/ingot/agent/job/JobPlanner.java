package dev.ingot.agent.job;

import dev.ingot.agent.image.Environment;
import dev.ingot.agent.image.ImageCatalog;
import dev.ingot.agent.limits.TimeLimits;
import dev.ingot.agent.task.TaskStore;
import dev.ingot.protocol.BackendMessage.NewJob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans a job or rejects it. The order of the checks is that of INGInious. Has no side effects. */
final class JobPlanner {
    private static final long DEFAULT_SECONDS = 30;
    static final long DEFAULT_MEMORY_MIB = 200;
    private static final long MIN_MEMORY_MIB = 20;
    private static final long MAX_SECONDS = 365L * 24 * 3600;
    private static final int SSH_PORT = 22;

    private final TaskStore tasks;
    private final JobSettings settings;

    JobPlanner(TaskStore tasks, JobSettings settings) {
        this.tasks = tasks;
        this.settings = settings;
    }

    /**
     * Plans a job.
     *
     * @throws JobRejected with the text for the student
     */
    JobPlan plan(NewJob job, ImageCatalog catalog) throws JobRejected {
        Optional<Environment> environment = catalog.find(job.environmentType(), job.environment());
        if (job.courseId() == null && job.taskId() == null) {
            return createPlan(job, environment, Optional.empty(), Optional.empty());
        }
        if (environment.isEmpty()) {
            throw createRejection(job, RejectionReason.NO_ENVIRONMENT);
        }
        Optional<Path> task = Optional.of(findTask(job));
        return createPlan(job, environment, task, tasks.common(job.courseId()));
    }

    private Path findTask(NewJob job) throws JobRejected {
        if (!TaskStore.isLegalId(job.courseId()) || !TaskStore.isLegalId(job.taskId())) {
            throw createRejection(job, RejectionReason.UNKNOWN);
        }
        if (tasks.course(job.courseId()).isEmpty()) {
            throw createRejection(job, RejectionReason.NO_TASK);
        }
        return tasks.task(job.courseId(), job.taskId()).orElseThrow(() -> createRejection(job, RejectionReason.NO_TASK));
    }

    private JobPlan createPlan(NewJob job, Optional<Environment> found, Optional<Path> task, Optional<Path> common)
        throws JobRejected {
        Map<String, Object> parameters = job.environmentParameters();
        boolean network;
        TimeLimits time;
        long memory;
        String runCommand;
        try {
            network = settings.debugGraders() || isTruthy(parameters.getOrDefault("network_grading", false));
            Map<?, ?> limits = limits(parameters);
            time = timeLimits(limits);
            memory = Math.max(MIN_MEMORY_MIB, readNumber(limits, "memory", DEFAULT_MEMORY_MIB));
            runCommand = runCommand(parameters);
        } catch (IllegalArgumentException e) {
            throw new JobRejected(RejectionReason.BAD_PARAMETERS, RejectionReason.BAD_PARAMETERS.text(job), e);
        }
        if (memory > settings.memoryMiB()) {
            throw new JobRejected(RejectionReason.NOT_ENOUGH_MEMORY, RejectionReason.NOT_ENOUGH_MEMORY.text(job,
                settings.memoryMiB()));
        }
        Environment environment = found.orElseThrow(() -> createRejection(job, RejectionReason.UNKNOWN_CONTAINER));
        List<Integer> ports = ports(job, environment);
        boolean attended = !ports.isEmpty() || settings.debugGraders();
        return new JobPlan(environment, task, common, attended ? TimeLimits.WITH_PORTS : time, memory,
            network || !ports.isEmpty(), ports, runCommand);
    }

    private static Map<?, ?> limits(Map<String, Object> parameters) {
        if (parameters.getOrDefault("limits", Map.of()) instanceof Map<?, ?> limits) {
            return limits;
        }
        throw new IllegalArgumentException("limits is not a map: " + parameters.get("limits"));
    }

    /** Returns null, for the task's own run file, when the command is missing, nil or empty. */
    private static String runCommand(Map<String, Object> parameters) {
        return switch (parameters.get("run_cmd")) {
            case null -> null;
            case String command -> command.isEmpty() ? null : command;
            case Object other -> throw new IllegalArgumentException("run_cmd is not a text: " + other);
        };
    }

    private static TimeLimits timeLimits(Map<?, ?> limits) {
        long cpu = readNumber(limits, "time", DEFAULT_SECONDS);
        Object hard = limits.get("hard_time");
        long wall = isTruthy(hard) ? PythonNumber.toInt(hard) : 3 * clampSeconds(cpu);
        return TimeLimits.ofSeconds(clampSeconds(cpu), clampSeconds(wall));
    }

    /** Limits a time to one year, so that sums of nanoseconds fit into a long. */
    private static long clampSeconds(long seconds) {
        return Math.clamp(seconds, 0, MAX_SECONDS);
    }

    private static long readNumber(Map<?, ?> limits, String key, long otherwise) {
        return limits.containsKey(key) ? PythonNumber.toInt(limits.get(key)) : otherwise;
    }

    private static List<Integer> ports(NewJob job, Environment environment) {
        List<Integer> ports = new ArrayList<>(environment.labels().ports());
        if ("ssh".equals(job.debug()) && !ports.contains(SSH_PORT)) {
            ports.add(SSH_PORT);
        }
        return List.copyOf(ports);
    }

    /** Returns the truth value of Python for the values that a backend may send. */
    private static boolean isTruthy(Object value) {
        return switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            case Number number -> number.doubleValue() != 0;
            case String text -> !text.isEmpty();
            case byte[] bytes -> bytes.length > 0;
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    private static JobRejected createRejection(NewJob job, RejectionReason reason) {
        return new JobRejected(reason, reason.text(job));
    }
}
