package dev.ingot.agent.app;

import dev.ingot.agent.job.JobManager;
import dev.ingot.agent.logging.LogContext;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.session.BackendListener;
import dev.ingot.agent.session.Outbox;
import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage.KillJob;
import dev.ingot.protocol.BackendMessage.NewJob;
import dev.ingot.protocol.UnreadableJob;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards backend messages to the job manager. Logs the announced environments and sets the log context of each job.
 *
 * @param onBackendLost runs at each loss of the backend, after the job manager has aborted the jobs
 */
record LoggingBackendListener(JobManager jobManager, Runnable onBackendLost) implements BackendListener {
    private static final Logger LOG = LoggerFactory.getLogger(LoggingBackendListener.class);

    @Override
    public AgentMessage.Hello createHello() {
        AgentMessage.Hello hello = jobManager.createHello();
        hello.environments().forEach((type, environments) -> logAnnounced(type, environments));
        return hello;
    }

    private static void logAnnounced(String type, Map<String, AgentMessage.Environment> environments) {
        if (environments.isEmpty()) {
            LOG.warn("Environment type {} has no environments: no grading image was found. Pull or import an image with the"
                + " label {}", type, Labels.ENVIRONMENT_NAME);
        } else {
            LOG.info("Environment type {} offers: {}", type,
                environments.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
    }

    @Override
    public void submitJob(NewJob job, Outbox outbox) {
        runWithLogContext(job.jobId(), job.courseId(), job.taskId(), () -> jobManager.submitJob(job, outbox));
    }

    @Override
    public void rejectUnreadableJob(UnreadableJob job, Outbox outbox) {
        runWithLogContext(job.jobId(), null, null, () -> jobManager.rejectUnreadableJob(job, outbox));
    }

    @Override
    public void killJob(KillJob kill, Outbox outbox) {
        runWithLogContext(kill.jobId(), null, null, () -> jobManager.killJob(kill, outbox));
    }

    /** Clears the context afterwards, because the session's thread handles other jobs next. */
    private static void runWithLogContext(String job, String course, String task, Runnable action) {
        LogContext.setJob(job, course, task);
        try {
            action.run();
        } finally {
            LogContext.clear();
        }
    }

    @Override
    public void handleBackendLoss(Outbox outbox) {
        jobManager.handleBackendLoss(outbox);
        onBackendLost.run();
    }
}
