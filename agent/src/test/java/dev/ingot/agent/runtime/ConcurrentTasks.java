package dev.ingot.agent.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs tasks at the same time. Closing waits for all and throws what the first failed one threw. */
final class ConcurrentTasks implements AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();

    /** A task that may throw. */
    interface Task {
        void run() throws Exception;
    }

    void run(Task act) {
        running.add(threads.submit(() -> {
            act.run();
            return null;
        }));
    }

    @Override
    public void close() throws Exception {
        threads.close();
        for (Future<?> each : running) {
            each.get();
        }
    }
}
