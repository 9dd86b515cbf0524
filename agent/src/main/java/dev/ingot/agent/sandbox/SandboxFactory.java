package dev.ingot.agent.sandbox;

import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.student.StudentFolders;
import dev.ingot.agent.student.WarmStudents;
import dev.ingot.agent.task.JobDir;
import dev.ingot.agent.task.JobDirs;
import dev.ingot.agent.task.StudentFiles.Access;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Creates directories and labelled containers for jobs.
 *
 * @param agentId   value of a label of every container; the same after each restart of this agent
 * @param nanoClock nanoseconds since any fixed moment, from which the age of a warm container is counted
 */
record SandboxFactory(String agentId, JobDirs dirs, LongSupplier nanoClock) {

    /**
     * Creates a sandbox for a job that has arrived.
     *
     * @param kind     see {@link JobDirs#create}
     * @param students notified of the students that the job requests
     */
    OnDemandSandbox createOnDemand(GraderTemplate template, Limits limits, String jobId, String kind, boolean overlaid,
        WarmStudents.Listener students) throws IOException {
        Map<String, String> labels = labels(jobId);
        JobDir dir = dirs.create(new ContainerPermissionFixer(template, labels), template.runtime().name(),
            needsSeparateFolders(template), kind);
        try {
            return new OnDemandSandbox(template, limits, dir, labels, createWarmStudents(template, dir, labels, students),
                overlaid);
        } catch (RuntimeException | Error e) {
            dir.close();
            throw e;
        }
    }

    private static WarmStudents createWarmStudents(GraderTemplate template, JobDir dir, Map<String, String> labels,
        WarmStudents.Listener listener) {
        return new WarmStudents(template.runtime(), template.imageId(), dir, labels, listener);
    }

    /**
     * Starts a warm container. Its job label is a name of its own, since labels cannot be changed when a job claims it.
     *
     * @param students notified of the students that the later job requests
     * @throws RuntimeFault when the container cannot start; its directory is removed then
     */
    WarmContainer createWarm(GraderTemplate template, Limits limits, WarmStudents.Listener students) throws IOException {
        Map<String, String> labels = labels("warm-" + UUID.randomUUID());
        JobDir dir = dirs.create(new ContainerPermissionFixer(template, labels), template.runtime().name(),
            needsSeparateFolders(template), template.jobKind(Optional.empty()));
        try {
            Container container = template.runtime().create(template.spec(dir, limits, labels));
            try {
                return new WarmContainer(template, dir, labels, container, container.start(),
                    createWarmStudents(template, dir, labels, students), limits, nanoClock.getAsLong());
            } catch (RuntimeException | Error e) {
                container.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            dir.close();
            throw e;
        }
    }

    private boolean needsSeparateFolders(GraderTemplate template) throws IOException {
        try {
            return StudentFolders.findAccess(template.runtime(), dirs) == Access.SEPARATE;
        } catch (RuntimeFault e) {
            throw new IOException("cannot determine how to mount the student folders: " + e.getMessage(), e);
        }
    }

    private Map<String, String> labels(String job) {
        return Map.of(Labels.AGENT, agentId, Labels.JOB, job);
    }
}
