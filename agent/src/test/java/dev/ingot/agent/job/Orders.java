package dev.ingot.agent.job;

import dev.ingot.protocol.BackendMessage.NewJob;
import java.util.Map;

/** Jobs as a backend sends them: of task c1/t1 on docker/default, each with one thing changed. */
final class Orders {
    private Orders() { }

    static NewJob plain() {
        return job("job-1");
    }

    static NewJob job(String id) {
        return new NewJob(id, "c1", "t1", false, Map.of(), Map.of("q1", "x", "@state", "before"), "docker", "default",
            Map.of(), false);
    }

    static NewJob taskless(NewJob job) {
        return of(job, null, null);
    }

    static NewJob of(NewJob job, String courseId, String taskId) {
        return new NewJob(job.jobId(), courseId, taskId, job.taskset(), Map.of(), job.input(), job.environmentType(),
            job.environment(), job.environmentParameters(), job.debug());
    }

    static NewJob inTaskset(NewJob job) {
        return new NewJob(job.jobId(), job.courseId(), job.taskId(), true, Map.of(), job.input(), job.environmentType(),
            job.environment(), job.environmentParameters(), job.debug());
    }

    static NewJob on(NewJob job, String type, String environment) {
        return new NewJob(job.jobId(), job.courseId(), job.taskId(), job.taskset(), Map.of(), job.input(), type, environment,
            job.environmentParameters(), job.debug());
    }

    static NewJob with(NewJob job, Map<String, Object> environmentParameters) {
        return new NewJob(job.jobId(), job.courseId(), job.taskId(), job.taskset(), Map.of(), job.input(),
            job.environmentType(), job.environment(), environmentParameters, job.debug());
    }

    static NewJob limited(NewJob job, Map<String, Object> limits) {
        return with(job, Map.of("limits", limits));
    }

    static NewJob debugging(NewJob job, Object debug) {
        return new NewJob(job.jobId(), job.courseId(), job.taskId(), job.taskset(), Map.of(), job.input(),
            job.environmentType(), job.environment(), job.environmentParameters(), debug);
    }

    static NewJob saying(NewJob job, Map<String, Object> input) {
        return new NewJob(job.jobId(), job.courseId(), job.taskId(), job.taskset(), Map.of(), input,
            job.environmentType(), job.environment(), job.environmentParameters(), job.debug());
    }
}
