package dev.ingot.protocol;

/**
 * The variant of the protocol that one release line of INGInious uses. The protocol has no negotiation, and a trial is unsafe
 * because a backend crashes on a wrong key, so the administrator configures the dialect.
 *
 * @param name            name in the configuration
 * @param sendsSshAllowed whether AgentHello carries {@code ssh_allowed}
 */
public record Dialect(String name, boolean sendsSshAllowed) {

    /** INGInious 0.7, 0.8.6 and later, 0.9, UCLouvain's branch and main. */
    public static final Dialect MODERN = new Dialect("modern", false);

    /** INGInious 0.8.0 to 0.8.5. */
    public static final Dialect V0_8_0 = new Dialect("0.8.0", true);
}
