package dev.ingot.agent.status;

import dev.ingot.agent.telemetry.TimelineSink;
import dev.ingot.timing.Phase;
import dev.ingot.timing.Timeline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Keeps the timelines of the last 100 jobs, and durations of at most 10,000 jobs of the last hour. Thread-safe. */
public final class RecentJobs implements TimelineSink {
    private static final int MAX_JOBS = 100;
    private static final int MAX_SAMPLES = 10_000;
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    private record Sample(long at, String runtime, long create, long start, long grade, long answer) { }

    /** Holds the durations of jobs on one runtime; {@code boot} is create and start together. */
    public record Durations(
        String runtime, Percentiles create, Percentiles start, Percentiles boot, Percentiles grade, Percentiles answer) { }

    private final LongSupplier nanoClock;
    private final Deque<Timeline> jobs = new ArrayDeque<>();
    private final Deque<Sample> lastHourSamples = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Starts without jobs.
     *
     * @param nanoClock monotonic clock in nanoseconds
     */
    public RecentJobs(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    @Override
    public void accept(Timeline timeline) {
        Map<Phase, Long> phases = timeline.phases();
        lock.lock();
        try {
            jobs.addFirst(timeline);
            if (jobs.size() > MAX_JOBS) {
                jobs.removeLast();
            }
            if (phases.containsKey(Phase.GRADE)) {
                lastHourSamples.addLast(new Sample(nanoClock.getAsLong(), timeline.runtime(),
                    phases.getOrDefault(Phase.CREATE, 0L),
                    phases.getOrDefault(Phase.START, 0L), phases.get(Phase.GRADE), timeline.answerNanos()));
            }
            evictOldSamples();
        } finally {
            lock.unlock();
        }
    }

    private void evictOldSamples() {
        long oldest = nanoClock.getAsLong() - HOUR_NANOS;
        while (!lastHourSamples.isEmpty() && (lastHourSamples.size() > MAX_SAMPLES
            || lastHourSamples.getFirst().at() - oldest < 0)) {
            lastHourSamples.removeFirst();
        }
    }

    /** Returns the last jobs, the newest first. */
    public List<Timeline> newestFirst() {
        lock.lock();
        try {
            return List.copyOf(jobs);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the durations of the last hour by runtime, without jobs that got no container. */
    public List<Durations> lastHour() {
        List<Sample> samples;
        lock.lock();
        try {
            evictOldSamples();
            samples = List.copyOf(lastHourSamples);
        } finally {
            lock.unlock();
        }
        List<Durations> all = new ArrayList<>();
        samples.stream().collect(Collectors.groupingBy(Sample::runtime, TreeMap::new, Collectors.toList()))
            .forEach((runtime, jobs) -> all.add(new Durations(runtime, percentiles(jobs, Sample::create),
            percentiles(jobs, Sample::start),
                percentiles(jobs, job -> job.create() + job.start()), percentiles(jobs, Sample::grade),
                percentiles(jobs, Sample::answer))));
        return all;
    }

    private static Percentiles percentiles(List<Sample> jobs, ToLongFunction<Sample> duration) {
        return Percentiles.of(jobs.stream().mapToLong(duration));
    }
}
