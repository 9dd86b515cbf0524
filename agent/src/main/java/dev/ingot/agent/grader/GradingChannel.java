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

/** Both directions of a grading container's stdio. Any thread may send; one thread receives. */
public final class GradingChannel {
    private static final Logger LOG = LoggerFactory.getLogger(GradingChannel.class);
    /** Text that is taken for a length is no less: its first byte would be a control character. Memory is bounded elsewhere. */
    private static final int MAX_FRAME_BYTES = (512 << 20) - 1;

    private final FrameStream frames;
    private final MessageMemoryAccount account;
    private final MessageValidator check;
    private final GraderCodec codec = new GraderCodec();

    /**
     * @param lengths how the container program writes the length of a message
     * @param account   what its messages take
     */
    public GradingChannel(Stdio stdio, ByteOrder lengths, MessageMemoryAccount account) {
        this.account = account;
        check = new MessageValidator(GraderCodec::limits, account);
        frames = new FrameStream(stdio.stdout(), stdio.stdin(), lengths, MAX_FRAME_BYTES, check);
    }

    /**
     * @throws IOException when the container does not take it: it is gone, or going
     */
    public void send(GraderOrder order) throws IOException {
        frames.write(codec.encode(order));
    }

    /**
     * Blocks for the next message; what cannot be understood is logged and skipped. The memory of the message before it is given
     * back: that one has been dealt with.
     *
     * @return empty at the end of the stream
     * @throws MemoryBudgetExceeded  when the container says more than there is memory for
     * @throws IOException when the stream broke or what is on it is no frame: nothing more can be read
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
                LOG.warn("A message of the grader is ignored: {}", e.getMessage());
            }
        }
    }
}
