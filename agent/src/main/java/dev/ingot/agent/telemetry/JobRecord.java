package dev.ingot.agent.telemetry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.timing.CompletionSummary;
import dev.ingot.timing.Timeline;

/** Converts a timeline to JSON; docs/job-log.md describes every key. The JSON contains nothing that a student wrote. */
public final class JobRecord {
    /** Version of the format. It is raised when a key changes its meaning or is removed, not when a key is added. */
    public static final int SCHEMA = 2;

    private static final ObjectMapper JSON = new ObjectMapper();

    private JobRecord() { }

    /** Returns the JSON object of a finished job. */
    public static ObjectNode of(Timeline timeline) {
        CompletionSummary completion = timeline.completion();
        ObjectNode job = JSON.createObjectNode()
            .put("schema", SCHEMA)
            .put("received", timeline.received().toString())
            .put("job", timeline.jobId())
            .put("course", timeline.courseId())
            .put("task", timeline.taskId())
            .put("environment_type", timeline.environmentType())
            .put("environment", timeline.environment())
            .put("runtime", timeline.runtime())
            .put("warm", timeline.warm())
            .put("verdict", completion.verdict())
            .put("cause", completion.cause())
            .put("rejection", completion.rejection())
            .put("failed_phase", completion.fault() == null ? null : completion.fault().name());
        ObjectNode phases = job.putObject("phases_ns");
        timeline.phases().forEach((phase, nanos) -> phases.put(phase.name(), nanos));
        job.put("cpu_ns", timeline.cpuNanos()).put("memory_peak_bytes", timeline.memoryPeakBytes());
        ArrayNode students = job.putArray("students");
        timeline.students().forEach(student -> students.addObject()
            .put("requested", student.requested().toString())
            .put("environment", student.environment())
            .put("warm", student.warm())
            .put("create_ns", student.createNanos())
            .put("start_ns", student.startNanos())
            .put("run_ns", student.runNanos())
            .put("retval", student.retval())
            .put("cpu_ns", student.cpuNanos())
            .put("memory_peak_bytes", student.memoryPeakBytes()));
        return job;
    }
}
