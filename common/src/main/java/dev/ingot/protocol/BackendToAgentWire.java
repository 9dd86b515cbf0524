package dev.ingot.protocol;

import java.util.Map;

/** Encodes and decodes {@link BackendMessage.ToAgent}. */
final class BackendToAgentWire {
    private static final String NEW_JOB = "BackendNewJob";
    private static final String JOB_ID = "job_id";
    private static final String TASKSET = "taskset_id";

    private BackendToAgentWire() { }

    static MessageBuilder write(BackendMessage.ToAgent message) {
        return switch (message) {
            case BackendMessage.NewJob job -> new MessageBuilder(NEW_JOB)
                .with(JOB_ID, job.jobId())
                .with(job.taskset() ? TASKSET : "course_id", job.courseId())
                .with("task_id", job.taskId())
                .with("task_problems", job.taskProblems())
                .with("inputdata", job.input())
                .with("environment_type", job.environmentType())
                .with("environment", job.environment())
                .with("environment_parameters", job.environmentParameters())
                .with("debug", job.debug());
            case BackendMessage.KillJob(String jobId, String state) ->
                new MessageBuilder("BackendKillJob").with(JOB_ID, jobId).with("state", state);
            case BackendMessage.Ping() -> new MessageBuilder("Ping");
        };
    }

    /**
     * Decodes one frame.
     *
     * @throws UnreadableJob    for a job whose id is readable although the message as a whole is not
     * @throws MalformedMessage for anything else that is not a message to an agent
     */
    static BackendMessage.ToAgent read(byte[] frame) throws MalformedMessage {
        Fields fields;
        try {
            fields = Fields.of(frame, MessageBuilder.TYPE);
        } catch (MalformedMessage e) {
            throw asUnreadableJob(frame, e);
        } catch (OutOfMemoryError e) {
            // The partly decoded tree is garbage now, and the answer needs only the id of the job.
            throw asUnreadableJob(frame, new MalformedMessage("not enough memory to decode it", e));
        }
        return switch (fields.name()) {
            case NEW_JOB -> newJob(fields);
            case "BackendKillJob" -> new BackendMessage.KillJob(fields.string(JOB_ID), textOrNull(fields, "state"));
            case "Ping" -> new BackendMessage.Ping();
            default -> throw new MalformedMessage("backends send agents no " + fields.name());
        };
    }

    /** Returns an {@link UnreadableJob} when the frame is a job with a readable id; otherwise the problem itself. */
    private static MalformedMessage asUnreadableJob(byte[] frame, MalformedMessage problem) {
        Map<String, String> readable = TopLevelStrings.of(frame);
        return NEW_JOB.equals(readable.get(MessageBuilder.TYPE)) && readable.get(JOB_ID) != null
            ? new UnreadableJob(readable.get(JOB_ID), readable.containsKey(TASKSET), "", "", problem) : problem;
    }

    /** A job is killed even when the message contains no valid state. */
    private static String textOrNull(Fields fields, String key) {
        return fields.values().get(key) instanceof String text ? text : null;
    }

    private static BackendMessage.NewJob newJob(Fields fields) throws MalformedMessage {
        String jobId = fields.string(JOB_ID);
        boolean taskset = fields.has(TASKSET);
        JobFields job = new JobFields(fields, jobId, taskset);
        return new BackendMessage.NewJob(
            jobId,
            job.read(taskset ? TASKSET : "course_id", (all, key) -> all.string(key, null)),
            job.read("task_id", (all, key) -> all.string(key, null)),
            taskset,
            // Agents do not use the problems, so any value is accepted; the Python agent does not read them either.
            fields.values().get("task_problems") instanceof Map<?, ?> ? fields.map("task_problems") : Map.of(),
            job.read("inputdata", Fields::map),
            job.read("environment_type", (all, key) -> all.string(key, "")),
            job.read("environment", (all, key) -> all.string(key, "")),
            job.readPresent("environment_parameters", Fields::map),
            fields.debug("debug"));
    }

    /** Reads the fields of a job whose id is known, so that every error contains the id. */
    private record JobFields(Fields fields, String jobId, boolean taskset) {

        interface Reader<T> {
            T read(Fields fields, String key) throws MalformedMessage;
        }

        <T> T read(String key, Reader<T> reader) throws UnreadableJob {
            try {
                return reader.read(fields, key);
            } catch (MalformedMessage e) {
                throw unreadable(key, e);
            }
        }

        /** Reads a field that may be absent but must not be nil. */
        <T> T readPresent(String key, Reader<T> reader) throws UnreadableJob {
            if (fields.has(key) && fields.values().get(key) == null) {
                throw unreadable(key, new MalformedMessage(fields.name() + "." + key + " is nil"));
            }
            return read(key, reader);
        }

        private UnreadableJob unreadable(String key, MalformedMessage problem) {
            Object input = fields.values().get("inputdata");
            return new UnreadableJob(jobId, taskset, input instanceof Map<?, ?> map ? state(map) : "", key, problem);
        }

        private static String state(Map<?, ?> input) {
            Object state = input.containsKey("@state") ? input.get("@state") : "";
            return state == null || state instanceof String ? (String) state : "";
        }
    }
}
