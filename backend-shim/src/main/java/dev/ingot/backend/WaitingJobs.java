package dev.ingot.backend;

import dev.ingot.protocol.ClientMessage;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** Jobs that no agent has yet, by topic: lowest priority value first, then in order of arrival. */
final class WaitingJobs {

    /** A job and who asked for it. */
    record Job(Peer client, ClientMessage.NewJob message, long arrival) {
        Topic topic() {
            return new Topic(message.environmentType(), message.environment());
        }
    }

    private static final Comparator<Job> NEXT_FIRST =
        Comparator.comparingInt((Job job) -> job.message().priority()).thenComparingLong(Job::arrival);

    private final Map<String, Job> byId = new LinkedHashMap<>();
    private final Map<Topic, TreeSet<Job>> byTopic = new HashMap<>();
    private long arrivals;

    void add(Peer client, ClientMessage.NewJob message) {
        Job job = new Job(client, message, arrivals++);
        byId.put(message.jobId(), job);
        byTopic.computeIfAbsent(job.topic(), topic -> new TreeSet<>(NEXT_FIRST)).add(job);
    }

    boolean contains(String jobId) {
        return byId.containsKey(jobId);
    }

    /** Takes the job that comes next among some topics. */
    Optional<Job> take(Collection<Topic> topics) {
        return topics.stream().map(byTopic::get).filter(Objects::nonNull).map(TreeSet::first).min(NEXT_FIRST)
            .flatMap(job -> remove(job.message().jobId()));
    }

    Optional<Job> remove(String jobId) {
        Optional<Job> job = Optional.ofNullable(byId.remove(jobId));
        job.ifPresent(removed -> byTopic.computeIfPresent(removed.topic(), (topic, jobs) -> {
            jobs.remove(removed);
            return jobs.isEmpty() ? null : jobs;
        }));
        return job;
    }

    /** In order of arrival. */
    Collection<Job> all() {
        return byId.values();
    }
}
