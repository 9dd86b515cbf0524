package dev.ingot.agent.runtime.lxd.client;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;

/** Translates failures of a server, or of the connection to it, to {@link RuntimeFault}. */
final class LxdFaults {

    private LxdFaults() { }

    /** Translates an answer with this HTTP status and error text; {@code what} begins the message. */
    static RuntimeFault of(String what, int status, String error) {
        return new RuntimeFault(kind(status), what + ": " + error, null);
    }

    /** Translates a failed connection; {@code what} begins the message. */
    static RuntimeFault unreachable(String what, Throwable cause) {
        return new RuntimeFault(Kind.UNAVAILABLE, what + ": " + cause, cause);
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 400 -> Kind.INVALID;
            case 401, 403 -> Kind.DENIED;
            case 404 -> Kind.NOT_FOUND;
            case 409, 412 -> Kind.CONFLICT;
            case 502, 503, 504 -> Kind.UNAVAILABLE;
            case 507 -> Kind.EXHAUSTED;
            default -> Kind.INTERNAL;
        };
    }
}
