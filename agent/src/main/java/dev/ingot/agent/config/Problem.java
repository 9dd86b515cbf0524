package dev.ingot.agent.config;

/**
 * Something the admin has to mend.
 *
 * @param where  the key in its file, the flag, or the thing on the host
 * @param what   is wrong
 * @param remedy what to do about it
 */
public record Problem(String where, String what, String remedy) {

    @Override
    public String toString() {
        return where + ": " + what + "; " + remedy;
    }
}
