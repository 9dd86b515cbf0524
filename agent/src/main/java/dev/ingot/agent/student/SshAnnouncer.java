package dev.ingot.agent.student;

/** Told when a student of the job can be visited. */
@FunctionalInterface
public interface SshAnnouncer {

    /**
     * A student's SSH server is up.
     *
     * @param port on the host
     */
    void announce(int port, String user, String password);
}
