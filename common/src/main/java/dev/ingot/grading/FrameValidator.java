package dev.ingot.grading;

import dev.ingot.protocol.MalformedMessage;
import java.io.IOException;

/** Accepts or rejects a frame while it is read. Only the reading thread calls it. */
public interface FrameValidator {
    /** Accepts every frame. */
    FrameValidator NONE = new FrameValidator() {
        @Override
        public void begin(int length) { }

        @Override
        public void accept(byte[] bytes, int offset, int count) { }

        @Override
        public void end() { }
    };

    /**
     * Called before the first byte of a frame is read.
     *
     * @param length bytes of the frame
     */
    void begin(int length);

    /**
     * Called with the next bytes of the frame.
     *
     * @throws MalformedMessage when the frame is invalid: the rest of it is skipped
     * @throws IOException      when reading must stop
     */
    void accept(byte[] bytes, int offset, int count) throws IOException, MalformedMessage;

    /**
     * Called when the frame is complete.
     *
     * @throws MalformedMessage when the frame is invalid
     * @throws IOException      when reading must stop
     */
    void end() throws IOException, MalformedMessage;
}
