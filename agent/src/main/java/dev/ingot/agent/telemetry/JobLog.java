package dev.ingot.agent.telemetry;

import dev.ingot.timing.Timeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends one JSON object per job to a file; docs/job-log.md describes its keys. Thread-safe. */
public final class JobLog implements TimelineSink {
    private static final Logger LOG = LoggerFactory.getLogger(JobLog.class);

    private final RotatingFile file;

    /**
     * Opens the log, which the caller closes.
     *
     * @throws IOException when the file cannot be opened
     */
    public JobLog(Path file, Rotation rotation) throws IOException {
        this.file = new RotatingFile(file, rotation, InstantSource.system());
    }

    @Override
    public void accept(Timeline timeline) {
        try {
            file.append(JobRecord.of(timeline).toString().concat("\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.error("Failed to write job {} to the job log: {}", timeline.jobId(), e.toString());
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.error("Failed to close the job log: {}", e.toString());
        }
    }
}
