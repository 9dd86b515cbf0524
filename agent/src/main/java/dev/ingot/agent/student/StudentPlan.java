package dev.ingot.agent.student;

import dev.ingot.agent.image.Environment;
import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.limits.TimeLimits;
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
     * @throws StudentRejected with the reason, when what is asked for is not offered
     */
    static StudentPlan of(RunStudent request, JobContext job) throws StudentRejected {
        if (!isValidSocketName(request.socketId())) {
            throw new StudentRejected("\"" + request.socketId() + "\" is not a valid socket name");
        }
        EnvironmentType type = findType(request, job);
        String name = request.environment() == null || request.environment().isEmpty()
            ? job.environment().name() : request.environment();
        Environment environment = job.catalog().find(type.name(), name)
            .orElseThrow(() -> new StudentRejected("there is no environment " + type.name() + "/" + name));
        if (request.shareNetwork() && !canJoinNetwork(type, job.environment().type())) {
            throw new StudentRejected("runtime " + type.runtime().name() + " cannot share the network of the grader");
        }
        boolean sameKernel = type.sharesKernel() && job.environment().type().sharesKernel() && !request.runAsRoot();
        if (!sameKernel) {
            requireRelay(job.environment());
            requireRelay(environment);
        }
        Limits limits = job.limits();
        return new StudentPlan(environment, sameKernel, job.time().tightenTo(request.timeLimit(), request.hardTimeLimit()),
            new Limits(limitMemory(request.memoryLimit(), limits.memoryBytes()), limits.processes(), limits.files()));
    }

    /** Root on the host's kernel would be root for the grader's files too. */
    private static EnvironmentType findType(RunStudent request, JobContext job) throws StudentRejected {
        EnvironmentType own = job.environment().type();
        if (!request.runAsRoot()) {
            return own;
        }
        return Stream.concat(Stream.of(own), job.catalog().types().stream())
            .filter(type -> type.runAsRoot() && !type.sharesKernel()).findFirst()
            .orElseThrow(() -> new StudentRejected("no environment type runs students as root: "
                + "it needs a runtime with run-as-root and an isolated kernel"));
    }

    private static void requireRelay(Environment environment) throws StudentRejected {
        if (!environment.canRelay()) {
            throw new StudentRejected("grader and student share no kernel, and the program of the image "
                + environment.type().name() + "/" + environment.name() + " supports only a shared socket: use an image of "
                + "version 3 (INGInious 0.8 or 0.9), or one with the label dev.ingot.student-relay=true");
        }
    }

    private static boolean canJoinNetwork(EnvironmentType student, EnvironmentType grader) {
        return student.runtime() == grader.runtime()
            && student.runtime().capabilities().contains(Capability.JOIN_NETWORK);
    }

    private static boolean isValidSocketName(String socketId) {
        return socketId != null && !socketId.isEmpty() && socketId.indexOf('/') < 0 && socketId.indexOf('\0') < 0;
    }

    private static long limitMemory(long askedMiB, long grantedBytes) {
        return askedMiB <= 0 || askedMiB >= grantedBytes / MEBIBYTE ? grantedBytes : askedMiB * MEBIBYTE;
    }
}
