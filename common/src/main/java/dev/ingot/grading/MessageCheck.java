package dev.ingot.grading;

import dev.ingot.protocol.MalformedMessage;
import dev.ingot.protocol.MsgpackScan;
import java.io.IOException;
import java.util.function.Function;

/**
 * Holds the messages of a container to what their types may have, before anything is decoded, and asks for the memory they take.
 * A message is looked at as it comes: of a hostile one little has been read when it is found out.
 */
public final class MessageCheck implements FrameCheck {
    /** Bytes of a frame that are read before anything is asked for. */
    private static final int UNASKED = 64 << 10;
    /** A frame and its text, which may take two bytes a character. An encoded result takes no more. */
    private static final long FRAME_AND_TEXT = 3;

    private final Function<String, MessageLimits> limits;
    private final FrameGate gate;
    private MsgpackScan scan;
    private int length;
    private long received;

    /** @param limits what a message of a type may have; null for a type that is not known */
    public MessageCheck(Function<String, MessageLimits> limits, FrameGate gate) {
        this.limits = limits;
        this.gate = gate;
    }

    /** The type of the message that was read last. */
    public String type() {
        return scan.type();
    }

    @Override
    public void begin(int frameLength) {
        length = frameLength;
        received = 0;
        scan = new MsgpackScan(frameLength, GraderCodec.TYPE);
    }

    @Override
    public void accept(byte[] bytes, int offset, int count) throws IOException, MalformedMessage {
        scan.accept(bytes, offset, count);
        received += count;
        if (scan.type() != null) {
            hold(scan.type());
        }
        boolean begun = received >= UNASKED;
        long frame = begun ? length : Math.min(length, UNASKED);
        long whole = begun ? FRAME_AND_TEXT * length : 0;
        gate.admit(Math.max(whole, frame + scan.heapBytes()));
    }

    @Override
    public void end() throws MalformedMessage {
        scan.end();
        if (scan.type() == null) {
            throw new MalformedMessage("a message has no type");
        }
        hold(scan.type());
    }

    private void hold(String type) throws MalformedMessage {
        MessageLimits limit = limits.apply(type);
        if (limit == null) {
            throw new MalformedMessage("unknown type " + type);
        }
        if (length > limit.bytes() || scan.values() > limit.values() || scan.depth() > limit.depth()) {
            throw new MalformedMessage("a " + type + " of " + length + " bytes, " + scan.values() + " values and " + scan.depth()
                + " levels is more than one may be");
        }
    }
}
