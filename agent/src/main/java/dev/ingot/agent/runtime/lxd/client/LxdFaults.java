package dev.ingot.agent.runtime.lxd.client;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;

/** What a server or the way to it fails with, in the terms of the contract. */
final class LxdFaults {

    private LxdFaults() { }

    static RuntimeFault of(String what, int code, String said) {
        return new RuntimeFault(kind(code), what + ": " + said, null);
    }

    static RuntimeFault unreachable(String what, Throwable cause) {
        return new RuntimeFault(Kind.UNAVAILABLE, what + ": " + cause, cause);
    }

    private static Kind kind(int code) {
        return switch (code) {
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
