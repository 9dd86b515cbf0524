package dev.ingot.agent.job;

import dev.ingot.protocol.BackendMessage.NewJob;
import java.util.Map;

/** Jobs as a backend sends them: of task c1/t1 on docker/default, each with one thing changed. */
final class NewJobs {
    private NewJobs() { }

    static NewJob standard() {
        return withId("job-1");
    }

    static NewJob withId(String id) {
        return new NewJob(id, "c1", "t1", false, Map.of(), Map.of("q1", "x", "@state", "before"), "docker", "default",
            Map.of(), false);
    }

    static NewJob withoutTask(NewJob job) {
        return forTask(job, null, null);
    }

    static NewJob forTask(NewJob job, String courseId, String taskId) {
        return new NewJob(job.jobId(), courseId, taskId, job.taskset(), Map.of(), job.input(), job.environmentType(),
            job.environment(), job.environmentParameters(), job.debug());
    }

    static NewJob inTaskset(NewJob job) {
        return new NewJob(job.jobId(), job.courseId(), job.taskId(), true, Map.of(), job.input(), job.environmentType(),
            job.environment(), job.environmentParameters(), job.debug());
    }

    static NewJob inEnvironment(NewJob job, String type, String environment) {
        return new NewJob(job.jobId(), job.courseId(), job.taskId(), job.taskset(), Map.of(), job.input(), type, environment,
            job.environmentParameters(), job.debug());
    }

    static NewJob withParameters(NewJob job, Map<String, Object> environmentParameters) {
        return new NewJob(job.jobId(), job.courseId(), job.taskId(), job.taskset(), Map.of(), job.input(),
            job.environmentType(), job.environment(), environmentParameters, job.debug());
    }

    static NewJob withLimits(NewJob job, Map<String, Object> limits) {
        return withParameters(job, Map.of("limits", limits));
    }

    static NewJob withDebug(NewJob job, Object debug) {
        return new NewJob(job.jobId(), job.courseId(), job.taskId(), job.taskset(), Map.of(), job.input(),
            job.environmentType(), job.environment(), job.environmentParameters(), debug);
    }

    static NewJob withInput(NewJob job, Map<String, Object> input) {
        return new NewJob(job.jobId(), job.courseId(), job.taskId(), job.taskset(), Map.of(), input,
            job.environmentType(), job.environment(), job.environmentParameters(), job.debug());
    }
}
