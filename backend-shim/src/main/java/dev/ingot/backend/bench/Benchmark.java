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
 * Measures several agents, each with one runtime, in one run. All agents run all the time and have their turns one after the
 * other in each round. The caller closes it.
 */
public final class Benchmark implements AutoCloseable {
    /** Pause after each turn for the cleanup of the agent, which counts as its work and does not disturb the next agent. */
    private static final Duration SETTLE_TIME = Duration.ofMillis(500);

    /** Receives the progress of a benchmark. */
    public interface Progress {
        /** Called when the benchmark waits for the external agent to connect to this address. */
        void onAwaitingAgent(String address);

        /** Called when all agents are connected and warmed up. */
        void onWarmedUp();

        /** Called when a round is complete; the first round is 0. */
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
     * @param launcher the script {@code ingot}
     * @param folder   folder for the agents' files
     */
    public static Benchmark open(BenchPlan plan, Path launcher, Path folder) throws IOException {
        Benchmark benchmark = new Benchmark(plan);
        try {
            for (RuntimeSpec runtime : plan.runtimes()) {
                Path agentFolder = Files.createDirectory(folder.resolve(runtime.toString().replaceAll("[^A-Za-z0-9.-]", "-")));
                benchmark.add(BenchTarget.start(plan, runtime, launcher, agentFolder));
            }
            if (plan.external().isPresent()) {
                benchmark.add(BenchTarget.listen(plan.external().get(), folder.resolve(BenchTarget.EXTERNAL)));
            }
            return benchmark;
        } catch (IOException | RuntimeException | Error e) {
            benchmark.close();
            throw e;
        }
    }

    private void add(BenchTarget target) {
        Map<ArrivalPattern, Samples> samples = new EnumMap<>(ArrivalPattern.class);
        for (ArrivalPattern arrivals : ArrivalPattern.values()) {
            samples.put(arrivals, new Samples());
        }
        targets.put(target, samples);
    }

    /**
     * Measures, and stops the agents that were started.
     *
     * @return one measurement for each agent and arrival pattern
     * @throws IOException when an agent does not start, exits during the run, or a job of the warm-up crashes
     */
    public List<Measurement> run(Progress progress) throws IOException, InterruptedException {
        for (BenchTarget target : targets.keySet()) {
            if (target.isExternal()) {
                progress.onAwaitingAgent(target.address());
            }
            target.await(plan.environment());
        }
        for (BenchTarget target : targets.keySet()) {
            warmUp(target);
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

    /** Runs jobs that are not counted. Times of crashed jobs mean nothing, so the first crash ends the benchmark. */
    private void warmUp(BenchTarget target) throws IOException, InterruptedException {
        long start = System.nanoTime();
        do {
            for (CompletedJob job : target.run(plan.planWarmUp(), plan.toSubmission())) {
                if (job.result().status().equals("crash")) {
                    throw new IOException("a warm-up job on " + target.name() + " crashed; nothing was measured: "
                        + job.result().text().strip());
                }
            }
        } while (System.nanoTime() - start < plan.warmUp().toNanos());
        Thread.sleep(SETTLE_TIME);
    }

    private void runTurn(LoadRun turn, BenchTarget target, Samples samples) throws IOException, InterruptedException {
        Optional<ProcessUsage> before = target.readUsage();
        long start = System.nanoTime();
        List<CompletedJob> jobs = target.run(turn, plan.toSubmission());
        samples.add(jobs, Duration.ofNanos(System.nanoTime() - start));
        Thread.sleep(SETTLE_TIME);
        if (before.isPresent()) {
            samples.addUsage(before.get(), target.readUsage().orElseThrow());
        }
    }

    /** Stops the agent, after which its job log is complete. */
    private List<Measurement> stopAndMeasure(BenchTarget target, Map<ArrivalPattern, Samples> samples)
        throws IOException, InterruptedException {
        Optional<ProcessUsage> usage = target.readUsage();
        target.stop();
        var phases = target.readPhases();
        List<Measurement> measurements = new ArrayList<>();
        samples.forEach((arrivals, turns) ->
            measurements.add(Measurement.of(target.name(), target.warm(), plan, arrivals, turns, phases, usage)));
        return measurements;
    }

    @Override
    public void close() {
        targets.keySet().forEach(BenchTarget::close);
    }
}
