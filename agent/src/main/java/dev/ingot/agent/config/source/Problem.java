package dev.ingot.agent.config.source;

/**
 * Something that the administrator has to fix or to change.
 *
 * @param subject     the key in its file, the flag, or the thing on the host
 * @param description what is wrong with the subject
 * @param remedy      what to do about it
 */
public record Problem(String subject, String description, String remedy) {

    @Override
    public String toString() {
        return subject + ": " + description + "; " + remedy;
    }
}
