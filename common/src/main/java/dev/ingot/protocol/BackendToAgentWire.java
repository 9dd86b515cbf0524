package dev.ingot.protocol;

import java.util.Map;

/** {@link BackendMessage.ToAgent} on the wire. */
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
     * @throws UnreadableJob for a job whose id can be read and whose rest cannot
     */
    static BackendMessage.ToAgent read(byte[] frame) throws MalformedMessage {
        Fields fields;
        try {
            fields = Fields.of(frame, MessageBuilder.TYPE);
        } catch (MalformedMessage e) {
            throw asUnreadableJob(frame, e);
        } catch (OutOfMemoryError e) {
            // What was made of it so far is free again, and the id of a job is all that its answer needs.
            throw asUnreadableJob(frame, new MalformedMessage("there is no memory to decode it", e));
        }
        return switch (fields.name()) {
            case NEW_JOB -> newJob(fields);
            case "BackendKillJob" -> new BackendMessage.KillJob(fields.string(JOB_ID), textOrNull(fields, "state"));
            case "Ping" -> new BackendMessage.Ping();
            default -> throw new MalformedMessage("backends send agents no " + fields.name());
        };
    }

    /** An {@link UnreadableJob} where the frame is a job whose id can be read; else the problem itself. */
    private static MalformedMessage asUnreadableJob(byte[] frame, MalformedMessage problem) {
        Map<String, String> legible = TopLevelStrings.of(frame);
        return NEW_JOB.equals(legible.get(MessageBuilder.TYPE)) && legible.get(JOB_ID) != null
            ? new UnreadableJob(legible.get(JOB_ID), legible.containsKey(TASKSET), "", "", problem) : problem;
    }

    /** A kill is done whatever state it bears. */
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
            // Agents make nothing of the problems; the Python agent does not look at them either.
            fields.values().get("task_problems") instanceof Map<?, ?> ? fields.map("task_problems") : Map.of(),
            job.read("inputdata", Fields::map),
            job.read("environment_type", (all, key) -> all.string(key, "")),
            job.read("environment", (all, key) -> all.string(key, "")),
            job.readPresent("environment_parameters", Fields::map),
            fields.debug("debug"));
    }

    /** The fields of a job whose id is known: what is wrong with one is told with the id. */
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

        /** A field that may be absent, and must not be nil. */
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
