package dev.ingot.backend.soak;

import dev.ingot.backend.cases.Case;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Draws random jobs: half of them of the quickest case, the rest of any case. Some of both are killed at a random time. */
final class JobMix {
    private static final String QUICKEST_CASE = "null-grader";
    private static final double KILL_PROBABILITY = 0.1;
    private static final int MAX_KILL_DELAY_MILLIS = 800;
    /** Capabilities that a case may require. Networks are not among them: other tests cover them, and they take seconds. */
    private static final Set<String> SUPPORTED_CAPABILITIES = Set.of("LIMIT_PROCESSES", "INGOT_PROGRAM");
    /** Cases that only a limit of the writable layer stops. */
    private static final Set<String> NEED_DISK_LIMIT = Set.of("disk-full", "inodes-used-up");
    /** Cases that only a per-job disk stops. */
    private static final Set<String> NEED_TASK_DISK = Set.of("task-disk-full");
    /** One case for each environment with students: an agent starts warm students for environments that recently needed them. */
    private static final Set<String> FINAL_CASES = Set.of("run-student", "version-3-student");

    private final List<Case> cases;
    private final Case quickest;
    private final List<Case> finalCases;
    private final Random random;

    /**
     * Creates a mix.
     *
     * @param all        the cases; one has the name {@value #QUICKEST_CASE}
     * @param limitsDisk whether the runtime limits the disk use of containers
     * @param seed       seed of the random draws
     */
    JobMix(List<Case> all, boolean limitsDisk, long seed) {
        cases = all.stream().filter(one -> SUPPORTED_CAPABILITIES.containsAll(one.requires()))
            .filter(one -> limitsDisk || !NEED_DISK_LIMIT.contains(one.name()))
            .filter(one -> !NEED_TASK_DISK.contains(one.name())).toList();
        quickest = cases.stream().filter(one -> one.name().equals(QUICKEST_CASE)).findFirst().orElseThrow();
        finalCases = cases.stream().filter(one -> FINAL_CASES.contains(one.name())).toList();
        random = new Random(seed);
    }

    /** Draws jobs. The last of them are always the same, so that an agent has the same warm students after any draw. */
    List<Case> draw(int jobs) {
        List<Case> last = finalCases.subList(0, Math.min(finalCases.size(), jobs));
        return Stream.concat(Stream.generate(this::next).limit(jobs - last.size()), last.stream()).toList();
    }

    private Case next() {
        Case drawn = random.nextBoolean() ? quickest : cases.get(random.nextInt(cases.size()));
        Optional<Duration> killAfter = random.nextDouble() < KILL_PROBABILITY
            ? Optional.of(Duration.ofMillis(random.nextInt(MAX_KILL_DELAY_MILLIS))) : drawn.killAfter();
        return drawn.withKillAfter(killAfter);
    }
}
