package dev.ingot.agent.grader;

import dev.ingot.agent.runtime.Stdio;
import dev.ingot.grading.FrameStream;
import dev.ingot.grading.GraderCodec;
import dev.ingot.grading.GraderMessage;
import dev.ingot.grading.GraderOrder;
import dev.ingot.protocol.MalformedMessage;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Both directions of a grading container's stdio. Any thread may send; one thread receives. */
public final class GradingChannel {
    private static final Logger LOG = LoggerFactory.getLogger(GradingChannel.class);
    /** A result with its archive is one frame; a hostile length must not become an allocation. */
    private static final int LARGEST_FRAME = 256 << 20;

    private final FrameStream frames;
    private final GraderCodec codec = new GraderCodec();

    /** @param lengths how the container program writes the length of a message */
    public GradingChannel(Stdio stdio, ByteOrder lengths) {
        frames = new FrameStream(stdio.stdout(), stdio.stdin(), lengths, LARGEST_FRAME);
    }

    /**
     * @throws IOException when the container does not take it: it is gone, or going
     */
    public void send(GraderOrder order) throws IOException {
        frames.write(codec.encode(order));
    }

    /**
     * Blocks for the next message; what cannot be understood is logged and skipped.
     *
     * @return empty at the end of the stream
     * @throws IOException when the stream broke or what is on it is no frame: nothing more can be read
     */
    public Optional<GraderMessage> receive() throws IOException {
        while (true) {
            try {
                Optional<byte[]> frame = frames.read();
                if (frame.isEmpty()) {
                    return Optional.empty();
                }
                return Optional.of(codec.decode(frame.get()));
            } catch (MalformedMessage e) {
                LOG.warn("A message of the grader is ignored: {}", e.getMessage());
            }
        }
    }
}
