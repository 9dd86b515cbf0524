package dev.ingot.protocol;

/** {@link BackendMessage.ToAgent} on the wire. */
final class BackendToAgentWire {
    private BackendToAgentWire() { }

    static Envelope write(BackendMessage.ToAgent message) {
        return switch (message) {
            case BackendMessage.NewJob job -> new Envelope("BackendNewJob")
                .with("job_id", job.jobId())
                .with(job.taskset() ? "taskset_id" : "course_id", job.courseId())
                .with("task_id", job.taskId())
                .with("task_problems", job.taskProblems())
                .with("inputdata", job.input())
                .with("environment_type", job.environmentType())
                .with("environment", job.environment())
                .with("environment_parameters", job.environmentParameters())
                .with("debug", job.debug());
            case BackendMessage.KillJob(String jobId, String state) ->
                new Envelope("BackendKillJob").with("job_id", jobId).with("state", state);
            case BackendMessage.Ping() -> new Envelope("Ping");
        };
    }

    static BackendMessage.ToAgent read(Fields fields) throws MalformedMessage {
        return switch (fields.name()) {
            case "BackendNewJob" -> newJob(fields);
            case "BackendKillJob" -> new BackendMessage.KillJob(fields.string("job_id"), fields.string("state", null));
            case "Ping" -> new BackendMessage.Ping();
            default -> throw new MalformedMessage("backends send agents no " + fields.name());
        };
    }

    private static BackendMessage.NewJob newJob(Fields fields) throws MalformedMessage {
        boolean taskset = fields.has("taskset_id");
        return new BackendMessage.NewJob(
            fields.string("job_id"),
            fields.string(taskset ? "taskset_id" : "course_id", null),
            fields.string("task_id", null),
            taskset,
            fields.map("task_problems"),
            fields.map("inputdata"),
            fields.string("environment_type", ""),
            fields.string("environment", ""),
            fields.map("environment_parameters"),
            fields.debug("debug"));
    }
}
