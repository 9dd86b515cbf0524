package dev.ingot.backend.soak;

import dev.ingot.backend.cases.Case;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Draws jobs: every other one the quickest there is, the rest any case; some of all are killed at any moment. */
final class JobMix {
    private static final String QUICKEST_CASE = "null-grader";
    private static final double KILL_PROBABILITY = 0.1;
    private static final int MAX_KILL_DELAY_MILLIS = 800;
    /** The only capability that a case may need: networks are made and taken down elsewhere, and take seconds. */
    private static final Set<String> SUPPORTED_NEEDS = Set.of("LIMIT_PROCESSES", "OWN_PROGRAM");
    /** What only a limit of what is written stops. */
    private static final Set<String> NEED_DISK_LIMIT = Set.of("disk-full", "inodes-used-up");
    /** What only a disk of the job's own stops; on such a disk nothing in a container's mounts tells the census whose it is. */
    private static final Set<String> NEED_TASK_DISK = Set.of("task-disk-full");
    /** One of each environment with students: an agent parks students for those whose recent jobs called for one. */
    private static final Set<String> FINAL_CASES = Set.of("run-student", "version-3-student");

    private final List<Case> cases;
    private final Case quickest;
    private final List<Case> finalCases;
    private final Random random;

    /**
     * @param all        one named {@value #QUICKEST_CASE} among them
     * @param limitsDisk whether the runtime limits what containers write
     */
    JobMix(List<Case> all, boolean limitsDisk, long seed) {
        cases = all.stream().filter(one -> SUPPORTED_NEEDS.containsAll(one.needs()))
            .filter(one -> limitsDisk || !NEED_DISK_LIMIT.contains(one.name()))
            .filter(one -> !NEED_TASK_DISK.contains(one.name())).toList();
        quickest = cases.stream().filter(one -> one.name().equals(QUICKEST_CASE)).findFirst().orElseThrow();
        finalCases = cases.stream().filter(one -> FINAL_CASES.contains(one.name())).toList();
        random = new Random(seed);
    }

    /** The last of them are always the same, so that an agent parks the same after any draw. */
    List<Case> draw(int jobs) {
        List<Case> ending = finalCases.subList(0, Math.min(finalCases.size(), jobs));
        return Stream.concat(Stream.generate(this::next).limit(jobs - ending.size()), ending.stream()).toList();
    }

    private Case next() {
        Case drawn = random.nextBoolean() ? quickest : cases.get(random.nextInt(cases.size()));
        Optional<Duration> killAfter = random.nextDouble() < KILL_PROBABILITY
            ? Optional.of(Duration.ofMillis(random.nextInt(MAX_KILL_DELAY_MILLIS))) : drawn.killAfter();
        return drawn.withKillAfter(killAfter);
    }
}
