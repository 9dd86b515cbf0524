package dev.ingot.backend.standin;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.Dialect;
import dev.ingot.protocol.JobResult;
import dev.ingot.protocol.MalformedMessage;
import dev.ingot.protocol.MessageCodec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Acts as an agent, step by step on the thread of the test, which closes it. */
public final class FakeAgent implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int HANDSHAKE_MILLIS = 500;

    private final MessageCodec codec = new MessageCodec(Dialect.MODERN);
    private final ZContext context = new ZContext();
    private final ZMQ.Socket socket = context.createSocket(SocketType.DEALER);

    public FakeAgent(String address) {
        socket.setIPv6(true);
        socket.setHandshakeIvl(HANDSHAKE_MILLIS);
        socket.setReceiveTimeOut(TIMEOUT_MILLIS);
        socket.connect(address);
    }

    /** Offers docker/default. */
    public void sendHello(int capacity) {
        sendHello(capacity, Map.of("default", true));
    }

    /** Offers environments of the type docker, each advertised or not. */
    public void sendHello(int capacity, Map<String, Boolean> advertised) {
        Map<String, AgentMessage.Environment> environments = new HashMap<>();
        advertised.forEach((name, shown) ->
            environments.put(name, new AgentMessage.Environment("sha256:1", "t", 1, List.of(), "runc", shown)));
        send(codec.encode(new AgentMessage.Hello("fake", capacity, Map.of("docker", environments))));
    }

    public void send(byte[] frame) {
        socket.send(frame);
    }

    /** Waits for the next job. */
    public BackendMessage.NewJob receiveJob() throws MalformedMessage {
        return assertInstanceOf(BackendMessage.NewJob.class, receive());
    }

    /** Waits for the next kill. */
    public BackendMessage.KillJob receiveKill() throws MalformedMessage {
        return assertInstanceOf(BackendMessage.KillJob.class, receive());
    }

    /** Answers pings and waits for the next other message. */
    private BackendMessage.ToAgent receive() throws MalformedMessage {
        while (true) {
            byte[] frame = socket.recv();
            assertNotNull(frame, "no message within " + TIMEOUT_MILLIS + " ms");
            BackendMessage.ToAgent message = codec.decodeToAgent(frame);
            if (!(message instanceof BackendMessage.Ping)) {
                return message;
            }
            send(codec.encode(new AgentMessage.Pong()));
        }
    }

    public void sendStarted(String jobId) {
        send(codec.encode(new AgentMessage.JobStarted(jobId)));
    }

    public void sendSshSession(String jobId) {
        send(codec.encode(new AgentMessage.JobSshDebug(jobId, "host", 64120, "worker", "secret")));
    }

    public void sendResult(String jobId, JobResult result) {
        send(codec.encode(new AgentMessage.JobDone(jobId, result)));
    }

    @Override
    public void close() {
        context.close();
    }
}
