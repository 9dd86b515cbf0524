package dev.ingot.agent.job;

import java.util.LinkedHashMap;
import java.util.Map;

/** The jobs answered last, so that a kill that crosses the answer on the wire is not taken for one of a job never seen. */
final class AnsweredJobs {
    private static final int CAPACITY = 10_000;

    private final Map<String, Boolean> ids = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > CAPACITY;
        }
    };

    synchronized void add(String jobId) {
        ids.put(jobId, true);
    }

    synchronized boolean contains(String jobId) {
        return ids.containsKey(jobId);
    }
}
