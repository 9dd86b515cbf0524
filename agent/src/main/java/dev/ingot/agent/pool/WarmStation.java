package dev.ingot.agent.pool;

import dev.ingot.agent.grader.ReadyStudents;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.PrestartedContainer;
import dev.ingot.agent.task.JobDir;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A station over a slot that was parked until its job came. */
record WarmStation(Slot slot) implements Station {

    @Override
    public JobDir dir() {
        return slot.dir();
    }

    /** Copies: what is mounted over a folder now would not show in a container that has it mounted already. */
    @Override
    public void fill(Optional<Path> task, Optional<Path> common) throws IOException {
        slot.dir().fill(task, common, true);
    }

    @Override
    public Map<String, String> labels() {
        return slot.labels();
    }

    @Override
    public boolean warm() {
        return true;
    }

    @Override
    public Container grader() {
        return new PrestartedContainer(slot.container(), slot.streams());
    }

    @Override
    public ReadyStudents students() {
        return slot.students();
    }

    @Override
    public void close() {
        slot.close();
    }
}
