package dev.ingot.agent.pool;

import dev.ingot.agent.grader.ReadyStudents;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.task.JobDir;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A station whose container is made when it is asked for.
 *
 * @param students made ahead while the job runs
 * @param layered whether the task's folder is mounted and not copied
 */
record ColdStation(GraderTemplate template, Limits limits, JobDir dir, Map<String, String> labels, ReadyStudents students,
                   boolean layered) implements Station {

    @Override
    public boolean warm() {
        return false;
    }

    @Override
    public void fill(Optional<Path> task, Optional<Path> common) throws IOException {
        if (layered && task.isPresent() && !dir.separate()) {
            dir.fillLayered(task.get(), common);
        } else {
            dir.fill(task, common, false);
        }
    }

    @Override
    public Container grader() {
        return template.runtime().create(template.spec(dir, limits, labels));
    }

    @Override
    public void close() {
        try (dir) {
            students.close();
        }
    }
}
