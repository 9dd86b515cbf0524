package dev.ingot.agent.limits;

import dev.ingot.agent.linux.HostFacts;
import java.time.Duration;

/**
 * Holds the time limits of a container.
 *
 * @param cpu  CPU time of its processes
 * @param wall wall-clock time since its clocks were started
 */
public record TimeLimits(Duration cpu, Duration wall) {
    static final int PROCESSORS = HostFacts.processors();
    /** Limits of jobs with published ports, to which a user connects. */
    public static final TimeLimits WITH_PORTS = ofSeconds(1800, 1800);

    /** Creates limits in seconds. */
    public static TimeLimits ofSeconds(long cpu, long wall) {
        return new TimeLimits(Duration.ofSeconds(cpu), Duration.ofSeconds(wall));
    }

    /** Returns the stricter limits, field by field; zero or less keeps the present limit. Units: seconds. */
    public TimeLimits tightenTo(long cpuSeconds, long wallSeconds) {
        return new TimeLimits(stricter(cpu, cpuSeconds), stricter(wall, wallSeconds));
    }

    /** Returns whether processes on all processors can pass the CPU limit before the wall-clock limit. */
    boolean cpuCanPassFirst() {
        return cpu.dividedBy(PROCESSORS).compareTo(wall) < 0;
    }

    private static Duration stricter(Duration limit, long seconds) {
        Duration requested = Duration.ofSeconds(seconds);
        return requested.isPositive() && requested.compareTo(limit) < 0 ? requested : limit;
    }
}
