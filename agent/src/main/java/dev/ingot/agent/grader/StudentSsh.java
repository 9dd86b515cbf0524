package dev.ingot.agent.grader;

/** Told when a student of the job can be visited. */
@FunctionalInterface
public interface StudentSsh {

    /**
     * A student's SSH server is up.
     *
     * @param port on the host
     */
    void opened(int port, String user, String password);
}
