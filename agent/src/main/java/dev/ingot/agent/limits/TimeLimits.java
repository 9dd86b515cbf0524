package dev.ingot.agent.limits;

import dev.ingot.agent.linux.HostFacts;
import java.time.Duration;

/**
 * How long a container may run.
 *
 * @param cpu  of its own processes
 * @param wall since its clocks were started
 */
public record TimeLimits(Duration cpu, Duration wall) {
    static final int PROCESSORS = HostFacts.processors();
    /** Of jobs with published ports: somebody is to connect first. */
    public static final TimeLimits WITH_PORTS = ofSeconds(1800, 1800);

    public static TimeLimits ofSeconds(long cpu, long wall) {
        return new TimeLimits(Duration.ofSeconds(cpu), Duration.ofSeconds(wall));
    }

    /** The stricter of the two, field by field; zero or less asks for the limit as it is. */
    public TimeLimits tightenTo(long cpuSeconds, long wallSeconds) {
        return new TimeLimits(stricter(cpu, cpuSeconds), stricter(wall, wallSeconds));
    }

    /** Whether processes on all processors at once can use up the CPU time before the wall clock's limit is over. */
    boolean cpuCanPassFirst() {
        return cpu.dividedBy(PROCESSORS).compareTo(wall) < 0;
    }

    private static Duration stricter(Duration limit, long seconds) {
        Duration asked = Duration.ofSeconds(seconds);
        return asked.isPositive() && asked.compareTo(limit) < 0 ? asked : limit;
    }
}
