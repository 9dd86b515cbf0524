package dev.ingot.agent.pool;

import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.task.JobDir;
import java.util.Map;

/** A station over a slot that was parked until its job came. */
record WarmStation(Slot slot) implements Station {

    @Override
    public JobDir dir() {
        return slot.dir();
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
        return new StartedContainer(slot.container(), slot.streams());
    }

    @Override
    public void close() {
        slot.close();
    }
}
