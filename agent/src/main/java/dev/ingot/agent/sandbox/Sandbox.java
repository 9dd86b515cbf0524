package dev.ingot.agent.sandbox;

import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.student.WarmStudents;
import dev.ingot.agent.task.JobDir;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What one job is graded in: its directory and its grading container. The job that opened it closes it, which removes both.
 */
public interface Sandbox extends AutoCloseable {

    /** Returns the directory of the job. */
    JobDir dir();

    /** Copies or mounts the job's files; both may be absent. Called once, before {@link #acquireGrader}. */
    void fill(Optional<Path> task, Optional<Path> common) throws IOException;

    /** Returns the labels for every container of this job. */
    Map<String, String> labels();

    /** Returns whether the container was started before the job arrived. */
    boolean isWarm();

    /**
     * Returns the grading container, which the caller starts and closes. Called once.
     *
     * @throws dev.ingot.agent.runtime.RuntimeFault when no container can be created
     */
    Container acquireGrader();

    /** Returns the warm students of this job, which are closed with the sandbox. */
    WarmStudents warmStudents();

    @Override
    void close();
}
