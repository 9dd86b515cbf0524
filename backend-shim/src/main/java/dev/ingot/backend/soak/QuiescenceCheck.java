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
record QuiescenceCheck(ResourceSnapshot snapshot) {
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    /** Threads and heaps shrink after tens of seconds of rest. */
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int STABLE_POLLS = 5;

    /** Returns when nothing has changed for a while but memory. */
    Map<String, Long> awaitStableCounts() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        Map<String, Long> last = snapshot.take();
        for (int quiet = 0; quiet < STABLE_POLLS && System.nanoTime() < deadline;) {
            Thread.sleep(POLL_INTERVAL);
            Map<String, Long> now = snapshot.take();
            now.put(ResourceSnapshot.RESIDENT, Math.max(now.get(ResourceSnapshot.RESIDENT), last.get(ResourceSnapshot.RESIDENT)));
            last.put(ResourceSnapshot.RESIDENT, now.get(ResourceSnapshot.RESIDENT));
            quiet = now.equals(last) ? quiet + 1 : 0;
            last = now;
        }
        return last;
    }

    /** Returns when there is nothing more than before, or the patience is at its end. */
    Map<String, Long> awaitCountsAtMost(Map<String, Long> before) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        Map<String, Long> now = snapshot.take();
        while (now.entrySet().stream().anyMatch(each -> SoakReport.hasGrown(before, each.getKey(), each.getValue()))
            && System.nanoTime() < deadline) {
            Thread.sleep(POLL_INTERVAL);
            now = snapshot.take();
        }
        return now;
    }

    /** What there is still when the agent has ended: a sentence for each thing. */
    List<String> findOrphans(CgroupSnapshot before) throws IOException, InterruptedException {
        List<String> left = new ArrayList<>();
        try (Stream<Path> dirs = Files.list(snapshot.dataFolder().resolve("ingot-jobs"));
            Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            dirs.filter(path -> path.getFileName().toString().startsWith("job-")).forEach(path -> left.add(path + " stays"));
            mounts.filter(line -> line.contains(snapshot.dataFolder().toString()))
                .forEach(line -> left.add("a mount stays: " + line));
        }
        LoopDevices.findBackedBelow(snapshot.dataFolder()).forEach(device -> left.add("a job's disk stays: " + device));
        ProcFs.findMounting(snapshot.dataFolder(), snapshot.agentPid())
            .forEach(process -> left.add("a container's process stays: " + process));
        // Groups of other agents come and go meanwhile.
        CgroupSnapshot suspects = CgroupSnapshot.capture().without(before).findEmpty();
        for (int look = 0; look < 2 * STABLE_POLLS && !suspects.groups().isEmpty(); look++) {
            Thread.sleep(POLL_INTERVAL);
            suspects = suspects.findEmpty();
        }
        suspects.groups().forEach(group -> left.add("a cgroup stays: " + group));
        return left;
    }
}
