package dev.ingot.protocol;

import dev.ingot.protocol.AgentMessage.Environment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Encodes and decodes {@link AgentMessage}. */
final class AgentWire {
    private static final String SSH_TYPE_SUFFIX = "-ssh";

    private final Dialect dialect;

    AgentWire(Dialect dialect) {
        this.dialect = dialect;
    }

    MessageBuilder write(AgentMessage message) {
        return switch (message) {
            case AgentMessage.Hello hello -> hello(hello);
            case AgentMessage.JobStarted(String jobId) -> new MessageBuilder("AgentJobStarted").with("job_id", jobId);
            case AgentMessage.JobDone(String jobId, JobResult result) ->
                ResultFields.write(new MessageBuilder("AgentJobDone").with("job_id", jobId), result);
            case AgentMessage.JobSshDebug(String jobId, String host, int port, String user, String password) ->
                new MessageBuilder("AgentJobSSHDebug")
                    .with("job_id", jobId)
                    .with("host", host)
                    .with("port", port)
                    .with("user", user)
                    .with("password", password);
            case AgentMessage.Pong() -> new MessageBuilder("Pong");
        };
    }

    private MessageBuilder hello(AgentMessage.Hello hello) {
        Map<String, Object> types = new LinkedHashMap<>();
        hello.environments().forEach((type, environments) -> {
            Map<String, Object> entries = new LinkedHashMap<>();
            environments.forEach((name, environment) -> entries.put(name, entry(environment)));
            types.put(type, entries);
        });
        MessageBuilder builder = new MessageBuilder("AgentHello")
            .with("friendly_name", hello.friendlyName())
            .with("available_job_slots", hello.capacity())
            .with("available_environments", types);
        if (dialect.sendsSshAllowed()) {
            // Later releases replaced this flag by separate environment types; an agent that offers one of them allows SSH.
            boolean sshAllowed = hello.environments().keySet().stream().anyMatch(type -> type.endsWith(SSH_TYPE_SUFFIX));
            builder.with("ssh_allowed", sshAllowed);
        }
        return builder;
    }

    private static Map<String, Object> entry(Environment environment) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("id", environment.id());
        entry.put("title", environment.title());
        entry.put("created", environment.created());
        entry.put("ports", environment.ports());
        entry.put("runtime", environment.runtime());
        entry.put("advertised", environment.advertised());
        return entry;
    }

    AgentMessage read(Fields fields) throws MalformedMessage {
        return switch (fields.name()) {
            case "AgentHello" -> new AgentMessage.Hello(
                fields.string("friendly_name", ""),
                Math.toIntExact(Math.clamp(fields.integer("available_job_slots", 0), 0, Integer.MAX_VALUE)),
                environments(fields.nested("available_environments")));
            case "AgentJobStarted" -> new AgentMessage.JobStarted(fields.string("job_id"));
            case "AgentJobDone" -> new AgentMessage.JobDone(fields.string("job_id"), ResultFields.read(fields));
            case "AgentJobSSHDebug" -> new AgentMessage.JobSshDebug(
                fields.string("job_id"),
                fields.string("host", ""),
                (int) fields.integer("port", 0),
                fields.string("user", "worker"),
                fields.string("password", ""));
            case "Pong" -> new AgentMessage.Pong();
            default -> throw new MalformedMessage("agents send no " + fields.name());
        };
    }

    private static Map<String, Map<String, Environment>> environments(Fields types) throws MalformedMessage {
        Map<String, Map<String, Environment>> environments = new LinkedHashMap<>();
        for (String type : types.values().keySet()) {
            Fields names = types.nested(type);
            Map<String, Environment> byName = new LinkedHashMap<>();
            for (String name : names.values().keySet()) {
                byName.put(name, environment(name, names.nested(name)));
            }
            environments.put(type, byName);
        }
        return environments;
    }

    private static Environment environment(String name, Fields entry) throws MalformedMessage {
        List<Integer> ports = new ArrayList<>();
        for (Object port : entry.list("ports")) {
            if (!(port instanceof Long number)) {
                throw new MalformedMessage(entry.name() + ".ports should be numbers");
            }
            ports.add(number.intValue());
        }
        return new Environment(
            entry.string("id", ""),
            entry.string("title", name),
            entry.integer("created", 0),
            ports,
            entry.string("runtime", ""),
            entry.flag("advertised", true));
    }
}
