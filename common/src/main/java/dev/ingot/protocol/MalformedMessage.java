package dev.ingot.protocol;

/** Reports a frame that is not a message of the expected kind; the text names the field and the problem. */
public class MalformedMessage extends Exception {
    /** Creates an exception without a cause. */
    public MalformedMessage(String message) {
        super(message);
    }

    /** Creates an exception with a cause. */
    public MalformedMessage(String message, Throwable cause) {
        super(message, cause);
    }
}
