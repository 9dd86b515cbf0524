package dev.ingot.agent.cli;

import dev.ingot.agent.job.JobManager;
import dev.ingot.agent.logging.Marks;
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
 * Stands before the desk: tells the admin what is offered, and hears of the backend's loss.
 *
 * @param lost run at each loss of the backend, after the desk was told
 */
record Reception(JobManager desk, Runnable lost) implements BackendListener {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    @Override
    public AgentMessage.Hello createHello() {
        AgentMessage.Hello hello = desk.createHello();
        hello.environments().forEach((type, environments) -> tell(type, environments));
        return hello;
    }

    private static void tell(String type, Map<String, AgentMessage.Environment> environments) {
        if (environments.isEmpty()) {
            LOG.warn("Offers {}: nothing, for no grading image is there; bring one with the label {}", type,
                Labels.ENVIRONMENT_NAME);
        } else {
            LOG.info("Offers {}: {}", type, environments.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
    }

    @Override
    public void submitJob(NewJob job, Outbox outbox) {
        marked(job.jobId(), job.courseId(), job.taskId(), () -> desk.submitJob(job, outbox));
    }

    @Override
    public void rejectUnreadableJob(UnreadableJob job, Outbox outbox) {
        marked(job.jobId(), null, null, () -> desk.rejectUnreadableJob(job, outbox));
    }

    @Override
    public void killJob(KillJob kill, Outbox outbox) {
        marked(kill.jobId(), null, null, () -> desk.killJob(kill, outbox));
    }

    /** On the session's thread, which goes on to other jobs. */
    private static void marked(String job, String course, String task, Runnable act) {
        Marks.job(job, course, task);
        try {
            act.run();
        } finally {
            Marks.clear();
        }
    }

    @Override
    public void handleBackendLoss(Outbox outbox) {
        desk.handleBackendLoss(outbox);
        lost.run();
    }
}
