package dev.ingot.agent.job;

import dev.ingot.agent.grader.StudentSsh;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the backend of the SSH servers in a job's containers; of the first, as nobody listens for a second. */
record DebugSessions(Assignment job, JobReply reply) implements StudentSsh {
    private static final Logger LOG = LoggerFactory.getLogger(DebugSessions.class);

    @Override
    public void opened(int port, String user, String password) {
        if (!reply.ssh(job.settings().debugHost(), port, user, password)) {
            LOG.warn("Job {} offers a second debug session; nobody is told", job.order().jobId());
        }
    }
}
