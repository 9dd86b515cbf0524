package dev.ingot.protocol;

/** A frame that is not a message of the expected kind; the text says where and why. */
public class MalformedMessage extends Exception {
    public MalformedMessage(String message) {
        super(message);
    }

    public MalformedMessage(String message, Throwable cause) {
        super(message, cause);
    }
}
