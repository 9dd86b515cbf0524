package dev.ingot.agent.metrics;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.timing.Timeline;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends one JSON object per job to a file; its keys are described in docs/phases.md. Thread-safe. */
public final class JobLog implements TimelineSink {
    private static final Logger LOG = LoggerFactory.getLogger(JobLog.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OutputStream file;
    private final ReentrantLock writing = new ReentrantLock();

    /**
     * @throws IOException when the file cannot be opened
     */
    public JobLog(Path file) throws IOException {
        this.file = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void accept(Timeline timeline) {
        writing.lock();
        try {
            byte[] line = JSON.writeValueAsString(json(timeline)).concat("\n").getBytes(StandardCharsets.UTF_8);
            file.write(line);
        } catch (IOException e) {
            LOG.error("Job {} is missing in the job log: {}", timeline.jobId(), e.toString());
        } finally {
            writing.unlock();
        }
    }

    private static ObjectNode json(Timeline timeline) {
        ObjectNode job = JSON.createObjectNode()
            .put("received", timeline.received().toString())
            .put("job", timeline.jobId())
            .put("course", timeline.courseId())
            .put("task", timeline.taskId())
            .put("environment_type", timeline.environmentType())
            .put("environment", timeline.environment())
            .put("runtime", timeline.runtime())
            .put("warm", timeline.warm())
            .put("verdict", timeline.verdict());
        ObjectNode phases = job.putObject("phases_ns");
        timeline.phases().forEach((phase, nanos) -> phases.put(phase.name(), nanos));
        job.put("cpu_ns", timeline.cpuNanos()).put("memory_peak_bytes", timeline.memoryPeakBytes());
        ArrayNode students = job.putArray("students");
        timeline.students().forEach(student -> students.addObject()
            .put("environment", student.environment())
            .put("create_ns", student.createNanos())
            .put("start_ns", student.startNanos())
            .put("run_ns", student.runNanos())
            .put("retval", student.retval())
            .put("cpu_ns", student.cpuNanos())
            .put("memory_peak_bytes", student.memoryPeakBytes()));
        return job;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.error("The job log could not be closed: {}", e.toString());
        }
    }
}
