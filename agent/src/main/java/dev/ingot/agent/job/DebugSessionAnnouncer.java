package dev.ingot.agent.job;

import dev.ingot.agent.student.SshAnnouncer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the backend of the SSH servers in a job's containers; of the first, as nobody listens for a second. */
record DebugSessionAnnouncer(PreparedJob job, JobResponder responder) implements SshAnnouncer {
    private static final Logger LOG = LoggerFactory.getLogger(DebugSessionAnnouncer.class);

    @Override
    public void announce(int port, String user, String password) {
        if (!responder.sendDebugSession(job.settings().debugHost(), port, user, password)) {
            LOG.warn("Job {} offers a second debug session; nobody is told", job.newJob().jobId());
        }
    }
}
