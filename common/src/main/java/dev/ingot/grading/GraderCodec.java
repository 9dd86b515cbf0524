package dev.ingot.grading;

import dev.ingot.protocol.Fields;
import dev.ingot.protocol.MalformedMessage;
import dev.ingot.protocol.MsgpackTree;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Encodes orders to the program in a grading container and decodes its messages, without the length that precedes a frame. The
 * same encoding serves container versions 2 to 4: images ignore the fields of other versions. Stateless and thread-safe.
 */
public final class GraderCodec {
    static final String TYPE = "type";
    private static final byte[] NO_BYTES = {};

    /** Encodes one order. */
    public byte[] encode(GraderOrder order) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (order) {
            case GraderOrder.Start start -> {
                fields.put(TYPE, "start");
                fields.put("input", start.input());
                fields.put("debug", start.debug());
                fields.put("envtypes", start.environmentTypes());
                if (start.runCommand() != null && !start.runCommand().isEmpty()) {
                    // An image runs the value whenever the key is present, even when it is nil or empty.
                    fields.put("run_cmd", start.runCommand());
                }
                fields.put("run_as_root", start.runAsRoot());
                fields.put("shared_kernel", start.sharedKernel());
            }
            case GraderOrder.StudentStarted(String socketId, String containerId) -> {
                fields.put(TYPE, "run_student_started");
                fields.put("socket_id", socketId);
                fields.put("container_id", containerId);
            }
            case GraderOrder.StudentOutput(String socketId, OutputKind kind, byte[] bytes) -> {
                fields.put(TYPE, kind.type());
                fields.put("socket_id", socketId);
                fields.put("message", bytes);
            }
            case GraderOrder.StudentRetval(String socketId, int retval) -> {
                fields.put(TYPE, "run_student_retval");
                fields.put("retval", retval);
                fields.put("socket_id", socketId);
            }
        }
        return MsgpackTree.encode(fields);
    }

    /** Returns the limits of a message type; null for a type that the agent does not support. */
    public static MessageLimits limits(String type) {
        return switch (type) {
            case "result" -> MessageLimits.RESULT;
            case "run_student_init", "stdin", "student_signal" -> MessageLimits.CHUNK;
            case "run_student" -> MessageLimits.REQUEST;
            case "ssh_debug", "ssh_key", "ssh_student" -> MessageLimits.CREDENTIALS;
            default -> null;
        };
    }

    /**
     * Decodes one message of the container.
     *
     * @param type the type whose limits were enforced while the message was read
     * @throws MalformedMessage when it is no message, has another type, or a type that the agent does not support
     */
    public GraderMessage decode(String type, byte[] message) throws MalformedMessage {
        Fields fields = Fields.of(message, TYPE);
        if (!fields.name().equals(type)) {
            throw new MalformedMessage("message type " + fields.name() + " differs from the scanned type " + type);
        }
        return decode(fields);
    }

    private static GraderMessage decode(Fields fields) throws MalformedMessage {
        return switch (fields.name()) {
            case "run_student" -> new GraderMessage.RunStudent(
                fields.string("environment", null),
                fields.integer("time_limit", 0),
                fields.integer("hard_time_limit", 0),
                fields.integer("memory_limit", 0),
                fields.flag("share_network", false),
                fields.string("socket_id"),
                fields.flag("ssh", false),
                fields.flag("run_as_root", false));
            // INGInious up to 0.7 sends ssh_key.
            case "ssh_debug", "ssh_key" ->
                new GraderMessage.SshDebug(fields.string("ssh_user", "worker"), fields.string("ssh_key"));
            case "ssh_student" -> new GraderMessage.SshStudent(
                fields.string("ssh_user", "worker"), fields.string("ssh_key"), fields.string("container_id"));
            case "run_student_init", "stdin", "student_signal" -> decodeStudentOrder(fields,
                fields.string("student_container_id"));
            case "result" -> new GraderMessage.Result(fields.values().get("result"));
            default -> throw new MalformedMessage("unknown type " + fields.name());
        };
    }

    private static StudentOrder decodeStudentOrder(Fields fields, String containerId) throws MalformedMessage {
        return switch (fields.name()) {
            case "stdin" -> new StudentOrder.Input(containerId, fields.bytes("message", NO_BYTES));
            case "student_signal" -> new StudentOrder.Signal(containerId, fields.bytes("signal_data", NO_BYTES));
            default -> new StudentOrder.Init(
                fields.string("socket_id", ""),
                containerId,
                fields.string("command", null),
                fields.string("teardown_script", ""),
                fields.string("working_dir", ""),
                fields.flag("ssh", false),
                fields.string("user", "worker"));
        };
    }
}
