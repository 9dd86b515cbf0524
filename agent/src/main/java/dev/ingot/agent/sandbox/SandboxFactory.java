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

/**
 * Makes the directories and containers of jobs, marked as ours.
 *
 * @param agentId on the labels of every container, the same over every life of this agent
 */
record SandboxFactory(String agentId, JobDirs dirs) {

    /**
     * A station for a job that is here.
     *
     * @param kind     see {@link JobDirs#create}
     * @param students told of those it asks for
     */
    OnDemandSandbox createOnDemand(GraderTemplate template, Limits limits, String jobId, String kind, boolean layered,
        WarmStudents.Listener students) throws IOException {
        Map<String, String> labels = labels(jobId);
        JobDir dir = dirs.create(new ContainerPermissionFixer(template, labels), template.runtime().name(),
            needsSeparateFolders(template), kind);
        try {
            return new OnDemandSandbox(template, limits, dir, labels, createWarmStudents(template, dir, labels, students),
                layered);
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
     * A slot for a job to come. Its containers carry a name of the slot's own, since no label can be changed later.
     *
     * @param students told of those the job asks for
     * @throws RuntimeFault when the container cannot be made; nothing is left behind then
     */
    WarmContainer createWarm(GraderTemplate template, Limits limits, WarmStudents.Listener students) throws IOException {
        Map<String, String> labels = labels("slot-" + UUID.randomUUID());
        JobDir dir = dirs.create(new ContainerPermissionFixer(template, labels), template.runtime().name(),
            needsSeparateFolders(template), template.jobKind(Optional.empty()));
        try {
            Container container = template.runtime().create(template.spec(dir, limits, labels));
            try {
                return new WarmContainer(template, dir, labels, container, container.start(),
                    createWarmStudents(template, dir, labels, students), limits, System.nanoTime());
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
            throw new IOException("how students can have their folders is not known: " + e.getMessage(), e);
        }
    }

    private Map<String, String> labels(String job) {
        return Map.of(Labels.AGENT, agentId, Labels.JOB, job);
    }
}
