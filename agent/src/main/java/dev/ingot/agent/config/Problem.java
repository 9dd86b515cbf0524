package dev.ingot.agent.config;

/**
 * Something the admin has to mend.
 *
 * @param subject  the key in its file, the flag, or the thing on the host
 * @param description   is wrong
 * @param remedy what to do about it
 */
public record Problem(String subject, String description, String remedy) {

    @Override
    public String toString() {
        return subject + ": " + description + "; " + remedy;
    }
}
