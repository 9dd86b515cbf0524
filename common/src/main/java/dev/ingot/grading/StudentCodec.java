package dev.ingot.grading;

import dev.ingot.protocol.Fields;
import dev.ingot.protocol.MalformedMessage;
import dev.ingot.protocol.MsgpackTree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Encodes orders to the program in a student container and decodes its messages, without the length that precedes a frame.
 * Stateless and thread-safe.
 */
public final class StudentCodec {
    private static final String TYPE = GraderCodec.TYPE;
    private static final String SSH = "ssh_student";
    private static final byte[] NO_BYTES = {};

    /** Encodes one order. */
    public byte[] encode(StudentOrder order) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (order) {
            case StudentOrder.Init init -> {
                fields.put(TYPE, "run_student_init");
                fields.put("socket_id", init.socketId());
                fields.put("command", init.command());
                fields.put("teardown_script", init.teardownScript());
                fields.put("student_container_id", init.containerId());
                fields.put("working_dir", init.workingDir());
                fields.put("ssh", init.ssh());
                fields.put("user", init.user());
            }
            case StudentOrder.Input(String containerId, byte[] bytes) -> {
                fields.put(TYPE, "stdin");
                fields.put("message", bytes);
                fields.put("student_container_id", containerId);
            }
            case StudentOrder.Signal(String containerId, byte[] digits) -> {
                fields.put(TYPE, "student_signal");
                fields.put("student_container_id", containerId);
                fields.put("signal_data", digits);
            }
        }
        return MsgpackTree.encode(fields);
    }

    /** Returns the limits of a message type; null for an unknown type. */
    public static MessageLimits limits(String type) {
        return OutputKind.of(type).isPresent() ? MessageLimits.CHUNK : type.equals(SSH) ? MessageLimits.CREDENTIALS : null;
    }

    /**
     * Decodes one message of the container.
     *
     * @param type the type whose limits were enforced while the message was read
     * @throws MalformedMessage when it is no message, has another type, or an unknown type
     */
    public StudentMessage decode(String type, byte[] message) throws MalformedMessage {
        Fields fields = Fields.of(message, TYPE);
        if (!fields.name().equals(type)) {
            throw new MalformedMessage("message type " + fields.name() + " differs from the scanned type " + type);
        }
        Optional<OutputKind> kind = OutputKind.of(fields.name());
        if (kind.isPresent()) {
            return new StudentMessage.Output(kind.get(), fields.bytes("message", NO_BYTES));
        }
        if (fields.name().equals(SSH)) {
            return new StudentMessage.SshReady(fields.string("ssh_user", "worker"), fields.string("ssh_key"));
        }
        throw new MalformedMessage("unknown type " + fields.name());
    }
}
