package dev.ingot.agent.pool;

import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.task.JobDir;
import java.util.Map;

/** A station whose container is made when it is asked for. */
record ColdStation(GraderTemplate template, Limits limits, JobDir dir, Map<String, String> labels) implements Station {

    @Override
    public boolean warm() {
        return false;
    }

    @Override
    public Container grader() {
        return template.runtime().create(template.spec(dir, limits, labels));
    }

    @Override
    public void close() {
        dir.close();
    }
}
