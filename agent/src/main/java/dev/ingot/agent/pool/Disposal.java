package dev.ingot.agent.pool;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** Removes slots beside whoever gives them up, as long as there are threads for it. */
record Disposal(ExecutorService threads) {

    void discard(List<Slot> slots) {
        for (Slot slot : slots) {
            try {
                threads.execute(slot::close);
            } catch (RejectedExecutionException e) {
                // The pool was closed meanwhile.
                slot.close();
            }
        }
    }
}
