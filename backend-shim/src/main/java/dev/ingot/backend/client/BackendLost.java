package dev.ingot.backend.client;

/** Reports that a job or request got no answer, because the backend restarted or stopped answering, or the client was closed. */
public final class BackendLost extends Exception {
    /** Creates an exception. */
    public BackendLost(String message) {
        super(message);
    }
}
