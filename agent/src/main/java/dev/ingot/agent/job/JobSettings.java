package dev.ingot.agent.job;

import dev.ingot.agent.image.Environment;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.sandbox.GraderTemplate;
import java.util.Map;

/**
 * What the admin decided for all jobs.
 *
 * @param capacity        jobs at once
 * @param memoryMiB    the most memory one job may ask for
 * @param processes    processes and threads of one container
 * @param files        open files of one process
 * @param maxStudents     student containers of one job at once
 * @param debugGraders     graders are run for a debugger: network on, half an hour
 * @param debugHost    where people reach published ports; null when not known, and then no port can be had
 */
public record JobSettings(
    int capacity, long memoryMiB, int processes, int files, int maxStudents, boolean debugGraders, String debugHost) {

    /** The grading container of a job in that environment. */
    GraderTemplate graderTemplate(Environment environment, Network network) {
        return new GraderTemplate(environment.type().runtime(), environment.image().id(), network,
            Map.of("DEBUGGER", debugGraders ? "True" : "False"));
    }

    /** What a grading container with so much memory is held to. */
    Limits limits(long mebibytes) {
        return new Limits(mebibytes << 20, processes, files);
    }
}
