package dev.ingot.agent.sandbox;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** Removes slots beside whoever gives them up, as long as there are threads for it. */
record AsyncCloser(ExecutorService threads) {

    void closeAll(List<WarmContainer> slots) {
        for (WarmContainer slot : slots) {
            try {
                threads.execute(slot::close);
            } catch (RejectedExecutionException e) {
                // The pool was closed meanwhile.
                slot.close();
            }
        }
    }
}
