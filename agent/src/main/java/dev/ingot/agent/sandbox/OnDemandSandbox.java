package dev.ingot.agent.sandbox;

import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.student.WarmStudents;
import dev.ingot.agent.task.JobDir;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A sandbox whose container is created when its job acquires it.
 *
 * @param warmStudents started in advance while the job runs
 * @param overlaid whether the task's folder is mounted as an overlay instead of copied
 */
record OnDemandSandbox(GraderTemplate template, Limits limits, JobDir dir, Map<String, String> labels, WarmStudents warmStudents,
                   boolean overlaid) implements Sandbox {

    @Override
    public boolean isWarm() {
        return false;
    }

    @Override
    public void fill(Optional<Path> task, Optional<Path> common) throws IOException {
        if (overlaid && task.isPresent() && !dir.hasSeparateFolders()) {
            dir.fillWithOverlay(task.get(), common);
        } else {
            dir.fill(task, common, false);
        }
    }

    @Override
    public Container acquireGrader() {
        return template.runtime().create(template.spec(dir, limits, labels));
    }

    @Override
    public void close() {
        try (dir) {
            warmStudents.close();
        }
    }
}
