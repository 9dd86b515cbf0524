package dev.ingot.agent.job;

import dev.ingot.agent.student.SshAnnouncer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announces the first SSH debug session of a job to the backend. Frontends ignore further ones. */
record DebugSessionAnnouncer(PreparedJob job, JobResponder responder) implements SshAnnouncer {
    private static final Logger LOG = LoggerFactory.getLogger(DebugSessionAnnouncer.class);

    @Override
    public void announce(int port, String user, String password) {
        if (!responder.sendDebugSession(job.settings().debugHost(), port, user, password)) {
            LOG.warn("Ignored a second debug session of job {}: frontends accept one per job", job.newJob().jobId());
        }
    }
}
