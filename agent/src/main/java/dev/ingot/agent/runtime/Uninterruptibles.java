package dev.ingot.agent.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/**
 * Runs what must not be torn: an interrupt closes the socket a thread is using, and a request that is torn so may or may not
 * have been carried out.
 */
public final class Uninterruptibles {

    private Uninterruptibles() { }

    /** Returns when the act is done. The caller's interrupt, if any, is kept for later. */
    public static void run(Runnable act) {
        Thread thread = Thread.ofVirtual().start(act);
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
     * Makes a container, on a thread of its own: an engine that was asked makes it even when the caller has left. Then it is
     * closed as soon as it is there.
     *
     * @param fault what the failure of {@code make} means
     * @throws RuntimeFault also when the caller is interrupted, who stays so
     */
    public static Container createOrDiscard(Callable<Container> make, Function<Throwable, RuntimeFault> fault) {
        FutureTask<Container> making = new FutureTask<>(make);
        Thread.ofVirtual().name("create").start(making);
        try {
            return making.get();
        } catch (ExecutionException e) {
            throw fault.apply(e.getCause());
        } catch (InterruptedException e) {
            Thread.ofVirtual().name("abandoned-create").start(() -> closeWhenCreated(making));
            Thread.currentThread().interrupt();
            throw new RuntimeFault(RuntimeFault.Kind.UNAVAILABLE, "interrupted while creating a container", e);
        }
    }

    private static void closeWhenCreated(FutureTask<Container> making) {
        try {
            making.get().close();
        } catch (ExecutionException e) {
            // Then there is none.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
