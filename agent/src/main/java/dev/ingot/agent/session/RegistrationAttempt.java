package dev.ingot.agent.session;

import java.util.Optional;

/**
 * One try to register, in a row of unanswered ones.
 *
 * @param unanswered how many tries before it were not answered
 * @param ignored    of these, how many a backend ignored that answered on another connection
 * @param keptConnection       the connection of a registration that fell silent, which carries the next hello; empty for a new
 *                             one
 */
record RegistrationAttempt(int unanswered, int ignored, Optional<DealerSocket> keptConnection) {
    static final RegistrationAttempt FIRST = new RegistrationAttempt(0, 0, Optional.empty());

    /** The next one when this was not answered. */
    RegistrationAttempt next(boolean wasIgnored) {
        int before = keptConnection.isPresent() && !wasIgnored ? 0 : ignored;
        return new RegistrationAttempt(unanswered + 1, wasIgnored ? before + 1 : before, Optional.empty());
    }

    /**
     * The first one after this was answered and the backend fell silent. As long as the connection lives the hello goes out on
     * it: the backend reads it after all that was sent before, under the name that it knows.
     */
    RegistrationAttempt afterSilence(Optional<DealerSocket> connection) {
        return connection.isPresent() ? new RegistrationAttempt(0, ignored, connection) : FIRST;
    }

    /**
     * The id to register under. A backend ignores a connection whose id it still holds on another one, which it may do for
     * many minutes when that one broke without a word (a pulled cable). So a try that was ignored is followed by one under
     * another name.
     */
    String routingId(String stable) {
        return ignored == 0 ? stable : stable + "~" + ignored;
    }
}
