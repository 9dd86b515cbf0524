package dev.ingot.agent.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/**
 * Runs calls that an interrupt of the caller must not break off. An interrupt closes the socket that a thread uses, and a
 * request broken off in this way may or may not have been carried out.
 */
public final class Uninterruptibles {

    private Uninterruptibles() { }

    /** Runs an action to its end. An interrupt in the meantime is restored when this returns. */
    public static void run(Runnable action) {
        Thread thread = Thread.ofVirtual().start(action);
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Creates a container, on a new thread. When the caller is interrupted, the manager still creates the container; it is then
     * closed as soon as it exists.
     *
     * @param create creates the container
     * @param fault  translates what {@code create} throws
     * @throws RuntimeFault when {@code create} throws, or of kind UNAVAILABLE when the caller is interrupted (its interrupt
     *                      status stays set)
     */
    public static Container createOrDiscard(Callable<Container> create, Function<Throwable, RuntimeFault> fault) {
        FutureTask<Container> creation = new FutureTask<>(create);
        Thread.ofVirtual().name("create").start(creation);
        try {
            return creation.get();
        } catch (ExecutionException e) {
            throw fault.apply(e.getCause());
        } catch (InterruptedException e) {
            Thread.ofVirtual().name("abandoned-create").start(() -> closeWhenCreated(creation));
            Thread.currentThread().interrupt();
            throw new RuntimeFault(RuntimeFault.Kind.UNAVAILABLE, "interrupted while creating a container", e);
        }
    }

    private static void closeWhenCreated(FutureTask<Container> creation) {
        try {
            creation.get().close();
        } catch (ExecutionException e) {
            // No container was created.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
