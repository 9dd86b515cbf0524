package dev.ingot.agent.job;

import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers the ids of recently answered jobs: a kill request that crosses the answer on the wire names one of them. */
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
