package dev.ingot.backend.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Waits until an agent has cleaned up, and finds what it has not removed.
 *
 * @param snapshot counts the resources of the agent
 */
record QuiescenceCheck(ResourceSnapshot snapshot) {
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    /** The thread pools and the heap of an idle JVM shrink after tens of seconds. */
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int STABLE_POLLS = 5;

    /** Waits until all counts except resident memory are stable, or the timeout is over; returns the last counts. */
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

    /** Waits until no count exceeds its earlier value beyond the tolerance, or the timeout is over; returns the last counts. */
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

    /** Returns one line for each thing that the agent has not removed when it exited. */
    List<String> findOrphans(CgroupSnapshot before) throws IOException, InterruptedException {
        List<String> orphans = new ArrayList<>();
        try (Stream<Path> dirs = Files.list(snapshot.dataFolder().resolve("ingot-jobs"));
            Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            dirs.filter(path -> path.getFileName().toString().startsWith("job-"))
                .forEach(path -> orphans.add("not removed: directory " + path));
            mounts.filter(line -> line.contains(snapshot.dataFolder().toString()))
                .forEach(line -> orphans.add("not removed: mount " + line));
        }
        LoopDevices.findBackedBelow(snapshot.dataFolder()).forEach(device -> orphans.add("not removed: loop device " + device));
        ProcFs.findMounting(snapshot.dataFolder(), snapshot.agentPid())
            .forEach(process -> orphans.add("not removed: process " + process));
        // Other agents create and remove cgroups at the same time, so only those that stay empty for a while count.
        CgroupSnapshot suspects = CgroupSnapshot.capture().without(before).findEmpty();
        for (int poll = 0; poll < 2 * STABLE_POLLS && !suspects.groups().isEmpty(); poll++) {
            Thread.sleep(POLL_INTERVAL);
            suspects = suspects.findEmpty();
        }
        suspects.groups().forEach(group -> orphans.add("not removed: cgroup " + group));
        return orphans;
    }
}
