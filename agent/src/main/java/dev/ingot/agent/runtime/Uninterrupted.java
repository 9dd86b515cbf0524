package dev.ingot.agent.runtime;

/**
 * Runs what must not be torn: an interrupt closes the socket a thread is using, and a request that is torn so may or may not
 * have been carried out.
 */
public final class Uninterrupted {

    private Uninterrupted() { }

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
}
