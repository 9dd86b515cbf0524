package dev.ingot.backend.bench;

import dev.ingot.backend.bench.BenchPlan.ArrivalPattern;
import dev.ingot.backend.client.CompletedJob;
import dev.ingot.backend.load.LoadRun;
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
public final class Benchmark implements AutoCloseable {
    /** What an agent does behind the last answer of a turn is counted as its own and does not disturb the next. */
    private static final Duration SETTLE_TIME = Duration.ofMillis(500);

    /** Hears how far it is. */
    public interface Progress {
        /** An agent that somebody else starts should connect to this address now. */
        void onAwaitingAgent(String address);

        /** Everybody is there and has had jobs that do not count. */
        void onWarmedUp();

        /** A round was run. */
        void onRoundDone(int round);
    }

    private final BenchPlan plan;
    private final Map<BenchTarget, Map<ArrivalPattern, Samples>> targets = new LinkedHashMap<>();

    private Benchmark(BenchPlan plan) {
        this.plan = plan;
    }

    /**
     * Starts an agent for each runtime.
     *
     * @param launcher the program {@code ingot}
     * @param folder   for the agents' files
     */
    public static Benchmark open(BenchPlan plan, Path launcher, Path folder) throws IOException {
        Benchmark bench = new Benchmark(plan);
        try {
            for (RuntimeSpec runtime : plan.runtimes()) {
                Path own = Files.createDirectory(folder.resolve(runtime.toString().replaceAll("[^A-Za-z0-9.-]", "-")));
                bench.add(BenchTarget.start(plan, runtime, launcher, own));
            }
            if (plan.external().isPresent()) {
                bench.add(BenchTarget.listen(plan.external().get(), folder.resolve(BenchTarget.EXTERNAL)));
            }
            return bench;
        } catch (IOException | RuntimeException | Error e) {
            bench.close();
            throw e;
        }
    }

    private void add(BenchTarget contender) {
        Map<ArrivalPattern, Samples> series = new EnumMap<>(ArrivalPattern.class);
        for (ArrivalPattern arrivals : ArrivalPattern.values()) {
            series.put(arrivals, new Samples());
        }
        targets.put(contender, series);
    }

    /**
     * Measures, and ends the agents that were started.
     *
     * @return for each contender one measurement of each pattern of arrivals
     * @throws IOException when an agent does not come up, ends on the way or does not grade
     */
    public List<Measurement> run(Progress progress) throws IOException, InterruptedException {
        for (BenchTarget contender : targets.keySet()) {
            if (contender.isExternal()) {
                progress.onAwaitingAgent(contender.address());
            }
            contender.await(plan.environment());
        }
        for (BenchTarget contender : targets.keySet()) {
            warmUp(contender);
        }
        progress.onWarmedUp();
        for (int round = 0; round < plan.rounds(); round++) {
            for (ArrivalPattern arrivals : ArrivalPattern.values()) {
                LoadRun turn = plan.planTurn(arrivals, round);
                for (var each : targets.entrySet()) {
                    runTurn(turn, each.getKey(), each.getValue().get(arrivals));
                }
            }
            progress.onRoundDone(round);
        }
        List<Measurement> measurements = new ArrayList<>();
        for (var each : targets.entrySet()) {
            measurements.addAll(stopAndMeasure(each.getKey(), each.getValue()));
        }
        return measurements;
    }

    /** Jobs that crash say nothing about speed, so that the first of them ends it all. */
    private void warmUp(BenchTarget contender) throws IOException, InterruptedException {
        long start = System.nanoTime();
        do {
            for (CompletedJob outcome : contender.run(plan.planWarmUp(), plan.toSubmission())) {
                if (outcome.result().status().equals("crash")) {
                    throw new IOException("a job on " + contender.name() + " crashed, so there is nothing to measure: "
                        + outcome.result().text().strip());
                }
            }
        } while (System.nanoTime() - start < plan.warmUp().toNanos());
        Thread.sleep(SETTLE_TIME);
    }

    private void runTurn(LoadRun turn, BenchTarget contender, Samples series) throws IOException, InterruptedException {
        Optional<ProcessUsage> before = contender.readUsage();
        long start = System.nanoTime();
        List<CompletedJob> outcomes = contender.run(turn, plan.toSubmission());
        series.add(outcomes, Duration.ofNanos(System.nanoTime() - start));
        Thread.sleep(SETTLE_TIME);
        if (before.isPresent()) {
            series.addUsage(before.get(), contender.readUsage().orElseThrow());
        }
    }

    /** Ends the agent, after which its job log is complete. */
    private List<Measurement> stopAndMeasure(BenchTarget contender, Map<ArrivalPattern, Samples> series)
        throws IOException, InterruptedException {
        Optional<ProcessUsage> usage = contender.readUsage();
        contender.stop();
        var phases = contender.readPhases();
        List<Measurement> measurements = new ArrayList<>();
        series.forEach((arrivals, jobs) ->
            measurements.add(Measurement.of(contender.name(), contender.warm(), plan, arrivals, jobs, phases, usage)));
        return measurements;
    }

    @Override
    public void close() {
        targets.keySet().forEach(BenchTarget::close);
    }
}
