package dev.ingot.agent.sandbox;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** Closes warm containers on other threads, or on the calling thread once the executor is shut down. */
record AsyncCloser(ExecutorService threads) {

    void closeAll(List<WarmContainer> containers) {
        for (WarmContainer warm : containers) {
            try {
                threads.execute(warm::close);
            } catch (RejectedExecutionException e) {
                // The pool was closed meanwhile.
                warm.close();
            }
        }
    }
}
