package dev.ingot.agent.job;

import dev.ingot.agent.image.Environment;
import dev.ingot.agent.image.ImageCatalog;
import dev.ingot.agent.resource.TimeLimits;
import dev.ingot.agent.task.TaskStore;
import dev.ingot.protocol.BackendMessage.NewJob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides what a job gets, or why it gets nothing, in the order of checks that INGInious has. Changes nothing. */
final class JobPlanner {
    private static final long DEFAULT_SECONDS = 30;
    static final long DEFAULT_MEMORY = 200;
    private static final long LEAST_MEMORY = 20;
    private static final long MOST_SECONDS = 365L * 24 * 3600;
    private static final int SSH_PORT = 22;

    private final TaskStore tasks;
    private final JobSettings settings;

    JobPlanner(TaskStore tasks, JobSettings settings) {
        this.tasks = tasks;
        this.settings = settings;
    }

    /**
     * @throws JobRefused with the text for the student
     */
    JobPlan plan(NewJob job, ImageCatalog catalog) throws JobRefused {
        Optional<Environment> environment = catalog.find(job.environmentType(), job.environment());
        if (job.courseId() == null && job.taskId() == null) {
            return planned(job, environment, Optional.empty(), Optional.empty());
        }
        if (environment.isEmpty()) {
            throw refused(job, Refusal.NO_ENVIRONMENT);
        }
        Optional<Path> task = Optional.of(task(job));
        return planned(job, environment, task, tasks.common(job.courseId()));
    }

    private Path task(NewJob job) throws JobRefused {
        if (!TaskStore.legal(job.courseId()) || !TaskStore.legal(job.taskId())) {
            throw refused(job, Refusal.UNKNOWN);
        }
        if (tasks.course(job.courseId()).isEmpty()) {
            throw refused(job, Refusal.NO_TASK);
        }
        return tasks.task(job.courseId(), job.taskId()).orElseThrow(() -> refused(job, Refusal.NO_TASK));
    }

    private JobPlan planned(NewJob job, Optional<Environment> found, Optional<Path> task, Optional<Path> common)
        throws JobRefused {
        Map<String, Object> parameters = job.environmentParameters();
        boolean network;
        TimeLimits time;
        long memory;
        String runCommand;
        try {
            network = settings.debugger() || truthy(parameters.getOrDefault("network_grading", false));
            Map<?, ?> limits = limits(parameters);
            time = timeLimits(limits);
            memory = Math.max(LEAST_MEMORY, number(limits, "memory", DEFAULT_MEMORY));
            runCommand = runCommand(parameters);
        } catch (IllegalArgumentException e) {
            throw new JobRefused(Refusal.BAD_PARAMETERS, Refusal.BAD_PARAMETERS.text(job), e);
        }
        if (memory > settings.memoryMiB()) {
            throw new JobRefused(Refusal.NOT_ENOUGH_MEMORY, Refusal.NOT_ENOUGH_MEMORY.text(job, settings.memoryMiB()));
        }
        Environment environment = found.orElseThrow(() -> refused(job, Refusal.UNKNOWN_CONTAINER));
        List<Integer> ports = ports(job, environment);
        boolean attended = !ports.isEmpty() || settings.debugger();
        return new JobPlan(environment, task, common, attended ? TimeLimits.WITH_PORTS : time, memory,
            network || !ports.isEmpty(), ports, runCommand);
    }

    private static Map<?, ?> limits(Map<String, Object> parameters) {
        if (parameters.getOrDefault("limits", Map.of()) instanceof Map<?, ?> limits) {
            return limits;
        }
        throw new IllegalArgumentException("limits is not a map: " + parameters.get("limits"));
    }

    /** Missing, nil and empty all mean that the task's own run file is used. */
    private static String runCommand(Map<String, Object> parameters) {
        return switch (parameters.get("run_cmd")) {
            case null -> null;
            case String command -> command.isEmpty() ? null : command;
            case Object other -> throw new IllegalArgumentException("run_cmd is not a text: " + other);
        };
    }

    private static TimeLimits timeLimits(Map<?, ?> limits) {
        long cpu = number(limits, "time", DEFAULT_SECONDS);
        Object hard = limits.get("hard_time");
        long wall = truthy(hard) ? PythonNumber.toInt(hard) : 3 * bounded(cpu);
        return TimeLimits.ofSeconds(bounded(cpu), bounded(wall));
    }

    /** A year stands for any longer time: sums of nanoseconds stay in a long. */
    private static long bounded(long seconds) {
        return Math.clamp(seconds, 0, MOST_SECONDS);
    }

    private static long number(Map<?, ?> limits, String key, long otherwise) {
        return limits.containsKey(key) ? PythonNumber.toInt(limits.get(key)) : otherwise;
    }

    private static List<Integer> ports(NewJob job, Environment environment) {
        List<Integer> ports = new ArrayList<>(environment.labels().ports());
        if ("ssh".equals(job.debug()) && !ports.contains(SSH_PORT)) {
            ports.add(SSH_PORT);
        }
        return List.copyOf(ports);
    }

    /** Truth as Python sees it, for the values a backend may send. */
    private static boolean truthy(Object value) {
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

    private static JobRefused refused(NewJob job, Refusal refusal) {
        return new JobRefused(refusal, refusal.text(job));
    }
}
