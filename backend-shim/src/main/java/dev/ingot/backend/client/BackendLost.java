package dev.ingot.backend.client;

/** The backend went away with what was asked of it. */
public final class BackendLost extends Exception {
    public BackendLost(String message) {
        super(message);
    }
}
