package dev.ingot.grading;

import dev.ingot.protocol.MalformedMessage;
import dev.ingot.protocol.MsgpackScanner;
import java.io.IOException;
import java.util.function.Function;

/**
 * Holds the messages of a container to what their types may have, before anything is decoded, and asks for the memory they take.
 * A message is looked at as it comes: of a hostile one little has been read when it is found out.
 */
public final class MessageValidator implements FrameValidator {
    /** Bytes of a frame that are read before anything is asked for. */
    private static final int FREE_BYTES = 64 << 10;
    /** A frame and its text, which may take two bytes a character. An encoded result takes no more. */
    private static final long FRAME_AND_TEXT = 3;

    private final Function<String, MessageLimits> limits;
    private final MessageMemoryGate memoryGate;
    private MsgpackScanner scanner;
    private int length;
    private long received;

    /** @param limits what a message of a type may have; null for a type that is not known */
    public MessageValidator(Function<String, MessageLimits> limits, MessageMemoryGate memoryGate) {
        this.limits = limits;
        this.memoryGate = memoryGate;
    }

    /** The type of the message that was read last. */
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
        boolean begun = received >= FREE_BYTES;
        long frame = begun ? length : Math.min(length, FREE_BYTES);
        long whole = begun ? FRAME_AND_TEXT * length : 0;
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
            throw new MalformedMessage("a " + type + " of " + length + " bytes, " + scanner.values() + " values and "
                + scanner.depth()
                + " levels is more than one may be");
        }
    }
}
