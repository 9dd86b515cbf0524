package dev.ingot.grading;

import dev.ingot.protocol.MalformedMessage;
import dev.ingot.protocol.MsgpackScanner;
import java.io.IOException;
import java.util.function.Function;

/**
 * Enforces the limits of each message type while a frame is read, and requests heap before it is allocated. A frame that exceeds
 * its limits is rejected before it is read completely.
 */
public final class MessageValidator implements FrameValidator {
    /** Bytes of a frame that are read before memory for the whole frame is requested. */
    private static final int FREE_BYTES = 64 << 10;
    /** A frame needs its length once for its bytes and twice for its text (two bytes a character); an encoded result no more. */
    private static final long FRAME_AND_TEXT = 3;

    private final Function<String, MessageLimits> limits;
    private final MessageMemoryGate memoryGate;
    private MsgpackScanner scanner;
    private int length;
    private long received;

    /**
     * Creates a validator.
     *
     * @param limits     returns the limits of a message type, or null for an unknown type
     * @param memoryGate grants the memory of each message
     */
    public MessageValidator(Function<String, MessageLimits> limits, MessageMemoryGate memoryGate) {
        this.limits = limits;
        this.memoryGate = memoryGate;
    }

    /** Returns the type of the message that was read last. */
    public String type() {
        return scanner.type();
    }

    @Override
    public void begin(int frameLength) {
        length = frameLength;
        received = 0;
        scanner = new MsgpackScanner(frameLength, GraderCodec.TYPE);
    }

    @Override
    public void accept(byte[] bytes, int offset, int count) throws IOException, MalformedMessage {
        scanner.accept(bytes, offset, count);
        received += count;
        if (scanner.type() != null) {
            checkLimits(scanner.type());
        }
        boolean pastFreeBytes = received >= FREE_BYTES;
        long frame = pastFreeBytes ? length : Math.min(length, FREE_BYTES);
        long whole = pastFreeBytes ? FRAME_AND_TEXT * length : 0;
        memoryGate.admit(Math.max(whole, frame + scanner.heapBytes()));
    }

    @Override
    public void end() throws MalformedMessage {
        scanner.end();
        if (scanner.type() == null) {
            throw new MalformedMessage("a message has no type");
        }
        checkLimits(scanner.type());
    }

    private void checkLimits(String type) throws MalformedMessage {
        MessageLimits limit = limits.apply(type);
        if (limit == null) {
            throw new MalformedMessage("unknown type " + type);
        }
        if (length > limit.bytes() || scanner.values() > limit.values() || scanner.depth() > limit.depth()) {
            throw new MalformedMessage("a " + type + " message with " + length + " bytes, " + scanner.values() + " values and "
                + scanner.depth() + " levels exceeds the limits of its type");
        }
    }
}
