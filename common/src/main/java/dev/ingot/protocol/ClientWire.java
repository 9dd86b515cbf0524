package dev.ingot.protocol;

/** Encodes and decodes {@link ClientMessage}. */
final class ClientWire {
    private ClientWire() { }

    static MessageBuilder write(ClientMessage message) {
        return switch (message) {
            case ClientMessage.Hello(String name) -> new MessageBuilder("ClientHello").with("name", name);
            case ClientMessage.NewJob job -> new MessageBuilder("ClientNewJob")
                .with("job_id", job.jobId())
                .with("priority", job.priority())
                .with("course_id", job.courseId())
                .with("task_id", job.taskId())
                .with("task_problems", job.taskProblems())
                .with("inputdata", job.input())
                .with("environment_type", job.environmentType())
                .with("environment", job.environment())
                .with("environment_parameters", job.environmentParameters())
                .with("debug", job.debug())
                .with("launcher", job.launcher());
            case ClientMessage.KillJob(String jobId) -> new MessageBuilder("ClientKillJob").with("job_id", jobId);
            case ClientMessage.GetQueue() -> new MessageBuilder("ClientGetQueue");
            case ClientMessage.Ping() -> new MessageBuilder("Ping");
        };
    }

    static ClientMessage read(Fields fields) throws MalformedMessage {
        return switch (fields.name()) {
            case "ClientHello" -> new ClientMessage.Hello(fields.string("name", ""));
            case "ClientNewJob" -> newJob(fields);
            case "ClientKillJob" -> new ClientMessage.KillJob(fields.string("job_id"));
            case "ClientGetQueue" -> new ClientMessage.GetQueue();
            case "Ping" -> new ClientMessage.Ping();
            default -> throw new MalformedMessage("clients send no " + fields.name());
        };
    }

    private static ClientMessage.NewJob newJob(Fields fields) throws MalformedMessage {
        return new ClientMessage.NewJob(
            fields.string("job_id"),
            (int) fields.integer("priority", 0),
            fields.string(fields.has("taskset_id") ? "taskset_id" : "course_id", null),
            fields.string("task_id", null),
            fields.map("task_problems"),
            fields.map("inputdata"),
            fields.string("environment_type", ""),
            fields.string("environment", ""),
            fields.map("environment_parameters"),
            fields.debug("debug"),
            fields.string("launcher", ""));
    }
}
