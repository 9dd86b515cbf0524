package dev.ingot.agent.sandbox;

import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.student.WarmStudents;
import dev.ingot.agent.task.JobDir;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The place of one job: its directory, and the grading container that mounts it. Used for one job, by whom it was opened for,
 * who closes it; closing removes both.
 */
public interface Sandbox extends AutoCloseable {

    JobDir dir();

    /** Brings the job's files; both may be absent. Called once, before the grader is asked for. */
    void fill(Optional<Path> task, Optional<Path> common) throws IOException;

    /** For every container of this job. */
    Map<String, String> labels();

    /** Whether the container was there before the job. */
    boolean isWarm();

    /**
     * The grading container, to be started and closed by the caller. Called once.
     *
     * @throws dev.ingot.agent.runtime.RuntimeFault when there is none yet and none can be made
     */
    Container acquireGrader();

    /** Student containers that are ready for this job; closed with the station. */
    WarmStudents warmStudents();

    @Override
    void close();
}
