package dev.ingot.grading;

import dev.ingot.protocol.MalformedMessage;
import java.io.IOException;

/** Decides about a frame while it is read. For the thread that reads. */
public interface FrameValidator {
    /** Takes any frame. */
    FrameValidator NONE = new FrameValidator() {
        @Override
        public void begin(int length) { }

        @Override
        public void accept(byte[] bytes, int offset, int count) { }

        @Override
        public void end() { }
    };

    /** A frame of so many bytes begins; none of them is there yet. */
    void begin(int length);

    /**
     * The next bytes of the frame have come.
     *
     * @throws MalformedMessage when the frame is of no use: the rest of it is skipped
     * @throws IOException      when nothing more is to be read
     */
    void accept(byte[] bytes, int offset, int count) throws IOException, MalformedMessage;

    /**
     * The frame is complete.
     *
     * @throws MalformedMessage when it is of no use
     * @throws IOException      when nothing more is to be read
     */
    void end() throws IOException, MalformedMessage;
}
