package dev.ingot.protocol;

import dev.ingot.protocol.BackendMessage.RunningJob;
import dev.ingot.protocol.BackendMessage.WaitingJob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Encodes and decodes {@link BackendMessage.ToClient}. */
final class BackendToClientWire {
    private BackendToClientWire() { }

    static MessageBuilder write(BackendMessage.ToClient message) {
        return switch (message) {
            case BackendMessage.UpdateEnvironments(Map<String, List<String>> environments) ->
                new MessageBuilder("BackendUpdateEnvironments").with("available_environments", environments);
            case BackendMessage.JobStarted(String jobId) -> new MessageBuilder("BackendJobStarted").with("job_id", jobId);
            case BackendMessage.JobDone(String jobId, JobResult result) ->
                ResultFields.write(new MessageBuilder("BackendJobDone").with("job_id", jobId), result);
            case BackendMessage.JobSshDebug(String jobId, String host, int port, String user, String password) ->
                new MessageBuilder("BackendJobSSHDebug")
                    .with("job_id", jobId)
                    .with("host", host)
                    .with("port", port)
                    .with("user", user)
                    .with("password", password);
            case BackendMessage.Queue(List<RunningJob> running, List<WaitingJob> waiting) -> new MessageBuilder("BackendGetQueue")
                .with("jobs_running", running.stream().map(BackendToClientWire::row).toList())
                .with("jobs_waiting", waiting.stream().map(BackendToClientWire::row).toList());
            case BackendMessage.Pong() -> new MessageBuilder("Pong");
            case BackendMessage.Unknown() -> new MessageBuilder("Unknown");
        };
    }

    private static List<Object> row(RunningJob job) {
        return Arrays.asList(
            job.jobId(), job.mine(), job.agent(), job.info(), job.launcher(), job.started(), job.maxTime());
    }

    private static List<Object> row(WaitingJob job) {
        return Arrays.asList(job.jobId(), job.mine(), job.info(), job.launcher(), job.maxTime());
    }

    static BackendMessage.ToClient read(Fields fields) throws MalformedMessage {
        return switch (fields.name()) {
            case "BackendUpdateEnvironments" ->
                new BackendMessage.UpdateEnvironments(environments(fields.nested("available_environments")));
            case "BackendJobStarted" -> new BackendMessage.JobStarted(fields.string("job_id"));
            case "BackendJobDone" -> new BackendMessage.JobDone(fields.string("job_id"), ResultFields.read(fields));
            case "BackendJobSSHDebug" -> new BackendMessage.JobSshDebug(
                fields.string("job_id"),
                fields.string("host", ""),
                (int) fields.integer("port", 0),
                fields.string("user", "worker"),
                fields.string("password", ""));
            case "BackendGetQueue" -> queue(fields);
            case "Pong" -> new BackendMessage.Pong();
            case "Unknown" -> new BackendMessage.Unknown();
            default -> throw new MalformedMessage("backends send clients no " + fields.name());
        };
    }

    private static Map<String, List<String>> environments(Fields types) throws MalformedMessage {
        Map<String, List<String>> environments = new LinkedHashMap<>();
        for (String type : types.values().keySet()) {
            environments.put(type, types.strings(type));
        }
        return environments;
    }

    private static BackendMessage.Queue queue(Fields fields) throws MalformedMessage {
        List<RunningJob> running = new ArrayList<>();
        for (Fields row : rows(fields, "jobs_running", "job_id", "mine", "agent", "info", "launcher", "started", "max_time")) {
            running.add(new RunningJob(
                row.string("job_id"),
                row.flag("mine", false),
                row.string("agent", ""),
                row.string("info", ""),
                row.string("launcher", ""),
                row.integer("started", 0),
                row.integer("max_time", -1)));
        }
        List<WaitingJob> waiting = new ArrayList<>();
        for (Fields row : rows(fields, "jobs_waiting", "job_id", "mine", "info", "launcher", "max_time")) {
            waiting.add(new WaitingJob(
                row.string("job_id"),
                row.flag("mine", false),
                row.string("info", ""),
                row.string("launcher", ""),
                row.integer("max_time", -1)));
        }
        return new BackendMessage.Queue(running, waiting);
    }

    /** Converts rows, which are lists on the wire, to named fields. */
    private static List<Fields> rows(Fields fields, String key, String... columns) throws MalformedMessage {
        List<Fields> rows = new ArrayList<>();
        for (Object element : fields.list(key)) {
            if (!(element instanceof List<?> cells) || cells.size() != columns.length) {
                throw new MalformedMessage(fields.name() + "." + key + " should hold lists of " + columns.length);
            }
            Map<String, Object> row = new LinkedHashMap<>();
            for (int i = 0; i < columns.length; i++) {
                row.put(columns[i], cells.get(i));
            }
            rows.add(new Fields(fields.name() + "." + key, row));
        }
        return rows;
    }
}
