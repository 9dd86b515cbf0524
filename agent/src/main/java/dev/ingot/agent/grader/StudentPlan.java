package dev.ingot.agent.grader;

import dev.ingot.agent.image.Environment;
import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.resource.TimeLimits;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.grading.GraderMessage.RunStudent;
import java.util.stream.Stream;

/**
 * What a student container will be given: never more than its grader has.
 *
 * @param environment looked up in the grader's environment type, or for root in one where root is kept apart
 * @param sameKernel  whether it may talk to its grader over a socket; otherwise the agent carries what they say
 */
record StudentPlan(Environment environment, boolean sameKernel, TimeLimits time, Limits limits) {
    private static final long MEBIBYTE = 1 << 20;

    /**
     * @throws StudentRefused with the reason, when what is asked for is not offered
     */
    static StudentPlan of(RunStudent request, JobContext job) throws StudentRefused {
        if (!nameable(request.socketId())) {
            throw new StudentRefused("\"" + request.socketId() + "\" cannot be the name of a socket");
        }
        EnvironmentType type = type(request, job);
        String name = request.environment() == null || request.environment().isEmpty()
            ? job.environment().name() : request.environment();
        Environment environment = job.catalog().find(type.name(), name)
            .orElseThrow(() -> new StudentRefused("there is no environment " + type.name() + "/" + name));
        if (request.shareNetwork() && !joinable(type, job.environment().type())) {
            throw new StudentRefused("on " + type.runtime().name() + " it cannot share its grader's network");
        }
        boolean sameKernel = type.sharesKernel() && job.environment().type().sharesKernel() && !request.runAsRoot();
        if (!sameKernel) {
            requireRelay(job.environment());
            requireRelay(environment);
        }
        Limits limits = job.limits();
        return new StudentPlan(environment, sameKernel, job.time().tightened(request.timeLimit(), request.hardTimeLimit()),
            new Limits(memory(request.memoryLimit(), limits.memoryBytes()), limits.processes(), limits.files()));
    }

    /** Root on the host's kernel would be root for the grader's files too. */
    private static EnvironmentType type(RunStudent request, JobContext job) throws StudentRefused {
        EnvironmentType own = job.environment().type();
        if (!request.runAsRoot()) {
            return own;
        }
        return Stream.concat(Stream.of(own), job.catalog().types().stream())
            .filter(type -> type.runAsRoot() && !type.sharesKernel()).findFirst()
            .orElseThrow(() -> new StudentRefused("root is not offered to students: "
                + "no environment type has a runtime with run-as-root and a kernel of its own"));
    }

    private static void requireRelay(Environment environment) throws StudentRefused {
        if (!environment.relays()) {
            throw new StudentRefused("grader and student share no kernel, and the program of the image "
                + environment.type().name() + "/" + environment.name() + " knows no way but a socket: take an image of version 3 "
                + "(INGInious 0.8 or 0.9), or one with Ingot's container program, labelled dev.ingot.student-relay=true");
        }
    }

    private static boolean joinable(EnvironmentType student, EnvironmentType grader) {
        return student.runtime() == grader.runtime()
            && student.runtime().capabilities().contains(Capability.JOIN_NETWORK);
    }

    private static boolean nameable(String socketId) {
        return socketId != null && !socketId.isEmpty() && socketId.indexOf('/') < 0 && socketId.indexOf('\0') < 0;
    }

    private static long memory(long askedMiB, long grantedBytes) {
        return askedMiB <= 0 || askedMiB >= grantedBytes / MEBIBYTE ? grantedBytes : askedMiB * MEBIBYTE;
    }
}
