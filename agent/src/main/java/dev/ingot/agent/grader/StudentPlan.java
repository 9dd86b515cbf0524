package dev.ingot.agent.grader;

import dev.ingot.agent.image.Environment;
import dev.ingot.agent.resource.TimeLimits;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.grading.GraderMessage.RunStudent;

/**
 * What a student container will be given: never more than its grader has.
 *
 * @param environment looked up in the grader's environment type
 */
record StudentPlan(Environment environment, TimeLimits time, Limits limits) {
    private static final long MEBIBYTE = 1 << 20;

    /**
     * @throws StudentRefused with the reason, when what is asked for is not offered
     */
    static StudentPlan of(RunStudent request, JobContext job) throws StudentRefused {
        if (!nameable(request.socketId())) {
            throw new StudentRefused("\"" + request.socketId() + "\" cannot be the name of a socket");
        }
        if (request.runAsRoot()) {
            throw new StudentRefused("root is not offered to students");
        }
        String type = job.environment().type().name();
        String name = request.environment() == null || request.environment().isEmpty()
            ? job.environment().name() : request.environment();
        Environment environment = job.catalog().find(type, name)
            .orElseThrow(() -> new StudentRefused("there is no environment " + type + "/" + name));
        Limits limits = job.limits();
        return new StudentPlan(environment, job.time().tightened(request.timeLimit(), request.hardTimeLimit()),
            new Limits(memory(request.memoryLimit(), limits.memoryBytes()), limits.processes(), limits.files()));
    }

    private static boolean nameable(String socketId) {
        return socketId != null && !socketId.isEmpty() && socketId.indexOf('/') < 0 && socketId.indexOf('\0') < 0;
    }

    private static long memory(long askedMiB, long grantedBytes) {
        return askedMiB <= 0 || askedMiB >= grantedBytes / MEBIBYTE ? grantedBytes : askedMiB * MEBIBYTE;
    }
}
