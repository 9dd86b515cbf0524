package dev.ingot.backend.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Waits until an agent has cleaned up, and looks whether it has. */
record Rest(Census census) {
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Threads and heaps shrink after tens of seconds of rest. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int QUIET_LOOKS = 5;

    /** Returns when nothing has changed for a while but memory. */
    Map<String, Long> awaitStillness() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Long> last = census.take();
        for (int quiet = 0; quiet < QUIET_LOOKS && System.nanoTime() < deadline;) {
            Thread.sleep(LOOK);
            Map<String, Long> now = census.take();
            now.put(Census.RESIDENT, Math.max(now.get(Census.RESIDENT), last.get(Census.RESIDENT)));
            last.put(Census.RESIDENT, now.get(Census.RESIDENT));
            quiet = now.equals(last) ? quiet + 1 : 0;
            last = now;
        }
        return last;
    }

    /** Returns when there is nothing more than before, or the patience is at its end. */
    Map<String, Long> awaitNoMoreThan(Map<String, Long> before) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Long> now = census.take();
        while (now.entrySet().stream().anyMatch(each -> SoakReport.grown(before, each.getKey(), each.getValue()))
            && System.nanoTime() < deadline) {
            Thread.sleep(LOOK);
            now = census.take();
        }
        return now;
    }

    /** What there is still when the agent has ended: a sentence for each thing. */
    List<String> leftBehind(Cgroups before) throws IOException, InterruptedException {
        List<String> left = new ArrayList<>();
        try (Stream<Path> dirs = Files.list(census.data().resolve("ingot-jobs"));
            Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            dirs.filter(path -> path.getFileName().toString().startsWith("job-")).forEach(path -> left.add(path + " stays"));
            mounts.filter(line -> line.contains(census.data().toString())).forEach(line -> left.add("a mount stays: " + line));
        }
        LoopDisks.below(census.data()).forEach(device -> left.add("a job's disk stays: " + device));
        Processes.mounting(census.data(), census.agent()).forEach(process -> left.add("a container's process stays: " + process));
        // Groups of other agents come and go meanwhile.
        Cgroups suspects = Cgroups.now().without(before).deserted();
        for (int look = 0; look < 2 * QUIET_LOOKS && !suspects.groups().isEmpty(); look++) {
            Thread.sleep(LOOK);
            suspects = suspects.deserted();
        }
        suspects.groups().forEach(group -> left.add("a cgroup stays: " + group));
        return left;
    }
}
