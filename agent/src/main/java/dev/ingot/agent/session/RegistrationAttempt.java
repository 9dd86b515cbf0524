package dev.ingot.agent.session;

import java.util.Optional;

/**
 * One attempt to register, in a series of unanswered ones.
 *
 * @param unanswered number of unanswered attempts before it
 * @param ignored    number of these that the backend ignored while it answered on another connection
 * @param keptConnection       the connection of a registration that fell silent, which carries the next hello; empty for a new
 *                             one
 */
record RegistrationAttempt(int unanswered, int ignored, Optional<DealerSocket> keptConnection) {
    static final RegistrationAttempt FIRST = new RegistrationAttempt(0, 0, Optional.empty());

    /** Returns the next attempt after this one was not answered. */
    RegistrationAttempt next(boolean wasIgnored) {
        int before = keptConnection.isPresent() && !wasIgnored ? 0 : ignored;
        return new RegistrationAttempt(unanswered + 1, wasIgnored ? before + 1 : before, Optional.empty());
    }

    /**
     * Returns the first attempt after this one was answered and the backend fell silent. The hello is sent on the same connection
     * while that exists: the backend reads it after all earlier messages, under the id that it knows.
     */
    RegistrationAttempt afterSilence(Optional<DealerSocket> connection) {
        return connection.isPresent() ? new RegistrationAttempt(0, ignored, connection) : FIRST;
    }

    /**
     * Returns the id to register under. A backend ignores a connection whose id it still has on another one, for many minutes
     * when that one broke without notice (a pulled cable). An ignored attempt is therefore followed by one under another id.
     */
    String routingId(String stable) {
        return ignored == 0 ? stable : stable + "~" + ignored;
    }
}
