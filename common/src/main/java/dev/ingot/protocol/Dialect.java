package dev.ingot.protocol;

/**
 * A release line's variant of the wire. There is no negotiation and no safe probe (a backend dies of a wrong key), so the
 * admin names it.
 *
 * @param name            as in the configuration
 * @param sendsSshAllowed whether AgentHello carries {@code ssh_allowed}
 */
public record Dialect(String name, boolean sendsSshAllowed) {

    /** INGInious 0.7, 0.8.6 and later, 0.9, UCLouvain's branch and main. */
    public static final Dialect MODERN = new Dialect("modern", false);

    /** INGInious 0.8.0 to 0.8.5. */
    public static final Dialect V0_8_0 = new Dialect("0.8.0", true);
}
