package dev.ingot.backend.bench;

import dev.ingot.backend.bench.BenchPlan.Arrivals;
import dev.ingot.backend.client.JobOutcome;
import dev.ingot.backend.load.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Several agents, each with one runtime, measured in one run: all are up all the time and have their turns one after the
 * other, round by round. Whoever opens it closes it.
 */
public final class Bench implements AutoCloseable {
    /** What an agent does behind the last answer of a turn is counted as its own and does not disturb the next. */
    private static final Duration SETTLING = Duration.ofMillis(500);

    /** Hears how far it is. */
    public interface Progress {
        /** An agent that somebody else starts should connect to this address now. */
        void awaiting(String address);

        /** Everybody is there and has had jobs that do not count. */
        void warmedUp();

        /** A round was run. */
        void ran(int round);
    }

    private final BenchPlan plan;
    private final Map<Contender, Map<Arrivals, Series>> contenders = new LinkedHashMap<>();

    private Bench(BenchPlan plan) {
        this.plan = plan;
    }

    /**
     * Starts an agent for each runtime.
     *
     * @param launcher the program {@code ingot}
     * @param folder   for the agents' files
     */
    public static Bench open(BenchPlan plan, Path launcher, Path folder) throws IOException {
        Bench bench = new Bench(plan);
        try {
            for (RuntimeSpec runtime : plan.runtimes()) {
                Path own = Files.createDirectory(folder.resolve(runtime.toString().replaceAll("[^A-Za-z0-9.-]", "-")));
                bench.add(Contender.start(plan, runtime, launcher, own));
            }
            if (plan.external().isPresent()) {
                bench.add(Contender.external(plan.external().get(), folder.resolve(Contender.EXTERNAL)));
            }
            return bench;
        } catch (IOException | RuntimeException | Error e) {
            bench.close();
            throw e;
        }
    }

    private void add(Contender contender) {
        Map<Arrivals, Series> series = new EnumMap<>(Arrivals.class);
        for (Arrivals arrivals : Arrivals.values()) {
            series.put(arrivals, new Series());
        }
        contenders.put(contender, series);
    }

    /**
     * Measures, and ends the agents that were started.
     *
     * @return for each contender one measurement of each pattern of arrivals
     * @throws IOException when an agent does not come up, ends on the way or does not grade
     */
    public List<Measurement> run(Progress progress) throws IOException, InterruptedException {
        for (Contender contender : contenders.keySet()) {
            if (contender.isExternal()) {
                progress.awaiting(contender.address());
            }
            contender.await(plan.environment());
        }
        for (Contender contender : contenders.keySet()) {
            warmUp(contender);
        }
        progress.warmedUp();
        for (int round = 0; round < plan.rounds(); round++) {
            for (Arrivals arrivals : Arrivals.values()) {
                Load turn = plan.turn(arrivals, round);
                for (var each : contenders.entrySet()) {
                    take(turn, each.getKey(), each.getValue().get(arrivals));
                }
            }
            progress.ran(round);
        }
        List<Measurement> measurements = new ArrayList<>();
        for (var each : contenders.entrySet()) {
            measurements.addAll(conclude(each.getKey(), each.getValue()));
        }
        return measurements;
    }

    /** Jobs that crash say nothing about speed, so that the first of them ends it all. */
    private void warmUp(Contender contender) throws IOException, InterruptedException {
        long start = System.nanoTime();
        do {
            for (JobOutcome outcome : contender.run(plan.stepOfWarmUp(), plan.submission())) {
                if (outcome.result().status().equals("crash")) {
                    throw new IOException("a job on " + contender.name() + " crashed, so there is nothing to measure: "
                        + outcome.result().text().strip());
                }
            }
        } while (System.nanoTime() - start < plan.warmUp().toNanos());
        Thread.sleep(SETTLING);
    }

    private void take(Load turn, Contender contender, Series series) throws IOException, InterruptedException {
        Optional<ProcessUsage> before = contender.usage();
        long start = System.nanoTime();
        List<JobOutcome> outcomes = contender.run(turn, plan.submission());
        series.add(outcomes, Duration.ofNanos(System.nanoTime() - start));
        Thread.sleep(SETTLING);
        if (before.isPresent()) {
            series.addUsage(before.get(), contender.usage().orElseThrow());
        }
    }

    /** Ends the agent, after which its job log is complete. */
    private List<Measurement> conclude(Contender contender, Map<Arrivals, Series> series)
        throws IOException, InterruptedException {
        Optional<ProcessUsage> usage = contender.usage();
        contender.stop();
        var phases = contender.phases();
        List<Measurement> measurements = new ArrayList<>();
        series.forEach((arrivals, jobs) ->
            measurements.add(Measurement.of(contender.name(), contender.warm(), plan, arrivals, jobs, phases, usage)));
        return measurements;
    }

    @Override
    public void close() {
        contenders.keySet().forEach(Contender::close);
    }
}
