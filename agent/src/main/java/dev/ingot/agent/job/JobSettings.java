package dev.ingot.agent.job;

import dev.ingot.agent.image.Environment;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.sandbox.GraderTemplate;
import java.util.Map;

/**
 * The configuration that applies to all jobs.
 *
 * @param capacity     maximum number of jobs at once
 * @param memoryMiB    maximum memory of one job in MiB
 * @param processes    maximum processes and threads of one container
 * @param files        maximum open files of one process
 * @param maxStudents  maximum student containers of one job at once
 * @param debugGraders whether graders get a network and a time limit of 30 minutes, for a debugger
 * @param debugHost    host name under which users reach published ports; null when unknown: jobs then get no ports
 */
public record JobSettings(
    int capacity, long memoryMiB, int processes, int files, int maxStudents, boolean debugGraders, String debugHost) {

    /** Returns the template of the grading container of an environment. */
    GraderTemplate graderTemplate(Environment environment, Network network) {
        return new GraderTemplate(environment.type().runtime(), environment.image().id(), network,
            Map.of("DEBUGGER", debugGraders ? "True" : "False"));
    }

    /** Returns the limits of a grading container with this memory limit in MiB. */
    Limits limits(long mebibytes) {
        return new Limits(mebibytes << 20, processes, files);
    }
}
