package dev.ingot.backend.standin;

import dev.ingot.protocol.ClientMessage;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** Stores the jobs that wait for an agent, ordered by priority value, lowest first, and then by arrival. */
final class WaitingJobs {

    /** A waiting job and the client that submitted it. */
    record Job(ZmqPeer client, ClientMessage.NewJob message, long arrival) {
        EnvironmentKey environmentKey() {
            return new EnvironmentKey(message.environmentType(), message.environment());
        }
    }

    private static final Comparator<Job> DISPATCH_ORDER =
        Comparator.comparingInt((Job job) -> job.message().priority()).thenComparingLong(Job::arrival);

    private final Map<String, Job> byId = new LinkedHashMap<>();
    private final Map<EnvironmentKey, TreeSet<Job>> byEnvironment = new HashMap<>();
    private long nextArrival;

    void add(ZmqPeer client, ClientMessage.NewJob message) {
        Job job = new Job(client, message, nextArrival++);
        byId.put(message.jobId(), job);
        byEnvironment.computeIfAbsent(job.environmentKey(), _ -> new TreeSet<>(DISPATCH_ORDER)).add(job);
    }

    boolean contains(String jobId) {
        return byId.containsKey(jobId);
    }

    /** Removes and returns the first job that requires one of these environments. */
    Optional<Job> removeNext(Collection<EnvironmentKey> environments) {
        return environments.stream().map(byEnvironment::get).filter(Objects::nonNull).map(TreeSet::first).min(DISPATCH_ORDER)
            .flatMap(job -> remove(job.message().jobId()));
    }

    Optional<Job> remove(String jobId) {
        Optional<Job> job = Optional.ofNullable(byId.remove(jobId));
        job.ifPresent(removed -> byEnvironment.computeIfPresent(removed.environmentKey(), (_, jobs) -> {
            jobs.remove(removed);
            return jobs.isEmpty() ? null : jobs;
        }));
        return job;
    }

    /** Returns all waiting jobs in the order of their arrival. */
    Collection<Job> all() {
        return byId.values();
    }
}
