package dev.ingot.agent.grader;

import dev.ingot.agent.limits.MemoryBudgetExceeded;
import dev.ingot.agent.limits.MessageMemoryAccount;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.grading.FrameStream;
import dev.ingot.grading.GraderCodec;
import dev.ingot.grading.GraderMessage;
import dev.ingot.grading.GraderOrder;
import dev.ingot.grading.MessageValidator;
import dev.ingot.protocol.MalformedMessage;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends and receives messages over the stdio of a grading container. Any thread may send; one thread receives. */
public final class GradingChannel {
    private static final Logger LOG = LoggerFactory.getLogger(GradingChannel.class);
    /** Text read as a length is at least this: a smaller one begins with a control character. The budget bounds the memory. */
    private static final int MAX_FRAME_BYTES = (512 << 20) - 1;

    private final FrameStream frames;
    private final MessageMemoryAccount account;
    private final MessageValidator check;
    private final GraderCodec codec = new GraderCodec();

    /**
     * Creates a channel.
     *
     * @param lengths byte order of the length before each message
     * @param account memory of the received messages
     */
    public GradingChannel(Stdio stdio, ByteOrder lengths, MessageMemoryAccount account) {
        this.account = account;
        check = new MessageValidator(GraderCodec::limits, account);
        frames = new FrameStream(stdio.stdout(), stdio.stdin(), lengths, MAX_FRAME_BYTES, check);
    }

    /**
     * Sends a message.
     *
     * @throws IOException when the container does not read it, because it has exited or is about to
     */
    public void send(GraderOrder order) throws IOException {
        frames.write(codec.encode(order));
    }

    /**
     * Waits for the next message. Logs and skips messages that cannot be decoded. Releases the memory of the previous message.
     *
     * @return the message; empty at the end of the stream
     * @throws MemoryBudgetExceeded when there is not enough memory for the message
     * @throws IOException when the stream fails or holds no frame; nothing more can be read then
     */
    public Optional<GraderMessage> receive() throws IOException {
        while (true) {
            account.release();
            try {
                Optional<byte[]> frame = frames.read();
                if (frame.isEmpty()) {
                    return Optional.empty();
                }
                GraderMessage message = codec.decode(check.type(), frame.get());
                if (message instanceof GraderMessage.Result) {
                    account.markRead();
                }
                return Optional.of(message);
            } catch (MalformedMessage e) {
                LOG.warn("Ignored a message of the grader: {}", e.getMessage());
            }
        }
    }
}
