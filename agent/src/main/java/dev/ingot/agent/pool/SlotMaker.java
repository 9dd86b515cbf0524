package dev.ingot.agent.pool;

import dev.ingot.agent.grader.ReadyStudents;
import dev.ingot.agent.grader.StudentFolders;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.RuntimeFault;
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
record SlotMaker(String agentId, JobDirs dirs) {

    /**
     * A station for a job that is here.
     *
     * @param kind     see {@link JobDirs#create}
     * @param students told of those it asks for
     */
    ColdStation cold(GraderTemplate template, Limits limits, String jobId, String kind, boolean layered,
        ReadyStudents.Listener students) throws IOException {
        Map<String, String> labels = labels(jobId);
        JobDir dir = dirs.create(new ContainedUnlocker(template, labels), template.runtime().name(), separate(template), kind);
        try {
            return new ColdStation(template, limits, dir, labels, students(template, dir, labels, students), layered);
        } catch (RuntimeException | Error e) {
            dir.close();
            throw e;
        }
    }

    private static ReadyStudents students(GraderTemplate template, JobDir dir, Map<String, String> labels,
        ReadyStudents.Listener listener) {
        return new ReadyStudents(template.runtime(), template.imageId(), dir, labels, listener);
    }

    /**
     * A slot for a job to come. Its containers carry a name of the slot's own, since no label can be changed later.
     *
     * @param students told of those the job asks for
     * @throws RuntimeFault when the container cannot be made; nothing is left behind then
     */
    Slot parked(GraderTemplate template, Limits limits, ReadyStudents.Listener students) throws IOException {
        Map<String, String> labels = labels("slot-" + UUID.randomUUID());
        JobDir dir = dirs.create(new ContainedUnlocker(template, labels), template.runtime().name(), separate(template),
            template.jobKind(Optional.empty()));
        try {
            Container container = template.runtime().create(template.spec(dir, limits, labels));
            try {
                return new Slot(template, dir, labels, container, container.start(),
                    students(template, dir, labels, students), limits, System.nanoTime());
            } catch (RuntimeException | Error e) {
                container.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            dir.close();
            throw e;
        }
    }

    private boolean separate(GraderTemplate template) throws IOException {
        try {
            return StudentFolders.access(template.runtime(), dirs) == Access.SEPARATE;
        } catch (RuntimeFault e) {
            throw new IOException("how students can have their folders is not known: " + e.getMessage(), e);
        }
    }

    private Map<String, String> labels(String job) {
        return Map.of(Labels.AGENT, agentId, Labels.JOB, job);
    }
}
