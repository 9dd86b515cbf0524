package dev.ingot.agent.sandbox;

import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.PrestartedContainer;
import dev.ingot.agent.student.WarmStudents;
import dev.ingot.agent.task.JobDir;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A sandbox that uses a warm container. */
record PooledSandbox(WarmContainer container) implements Sandbox {

    @Override
    public JobDir dir() {
        return container.dir();
    }

    /** Copies the files: a running container does not see what is mounted over its folders afterwards. */
    @Override
    public void fill(Optional<Path> task, Optional<Path> common) throws IOException {
        container.dir().fill(task, common, true);
    }

    @Override
    public Map<String, String> labels() {
        return container.labels();
    }

    @Override
    public boolean isWarm() {
        return true;
    }

    @Override
    public Container acquireGrader() {
        return new PrestartedContainer(container.container(), container.stdio());
    }

    @Override
    public WarmStudents warmStudents() {
        return container.warmStudents();
    }

    @Override
    public void close() {
        container.close();
    }
}
