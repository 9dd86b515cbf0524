package dev.ingot.agent.runtime.docker;

import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.core5.http.ConnectionClosedException;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.core5.http.NoHttpResponseException;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.net.SocketException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docker-java throws, in the terms of the contract. */
final class DockerFaults {

    /** Podman answers 500 to almost everything; what it adds as the cause is meant for programs. */
    private static final Pattern CAUSE = Pattern.compile("\"cause\":\"([^\"]*)\"");
    private static final Map<String, Kind> CAUSES = Map.of(
        "container state improper", Kind.CONFLICT, "no such container", Kind.NOT_FOUND);

    private DockerFaults() { }

    static RuntimeFault of(String what, Throwable thrown) {
        return thrown instanceof RuntimeFault fault ? fault
            : new RuntimeFault(kind(thrown), what + ": " + thrown.getMessage(), thrown);
    }

    /** docker-java wraps every failure of the connection in a plain RuntimeException. */
    private static Kind kind(Throwable thrown) {
        return switch (thrown) {
            case NotFoundException e -> Kind.NOT_FOUND;
            case ConflictException e -> Kind.CONFLICT;
            case BadRequestException e -> Kind.INVALID;
            case DockerException e -> kind(e.getHttpStatus(), String.valueOf(e.getMessage()));
            case IllegalArgumentException e -> Kind.INVALID;
            case IOException e -> Kind.UNAVAILABLE;
            default -> thrown.getCause() instanceof IOException ? Kind.UNAVAILABLE : Kind.INTERNAL;
        };
    }

    /**
     * Whether a connection broke before its answer was complete. Of these the first two are what the JDK throws for a broken
     * pipe or a reset, no more precisely than that; what it throws when no connection can be made is mostly a class of its own.
     */
    static boolean isBrokenConnection(RuntimeException thrown) {
        Throwable cause = thrown.getCause();
        return !(thrown instanceof RuntimeFault) && cause != null && (cause.getClass() == IOException.class
            || cause.getClass() == SocketException.class || cause instanceof NoHttpResponseException
            || cause instanceof ConnectionClosedException);
    }

    /** Of an answer with that status and body. */
    static Kind kind(int httpStatus, String said) {
        return switch (httpStatus) {
            case 400 -> Kind.INVALID;
            case 401, 403 -> Kind.DENIED;
            case 404 -> Kind.NOT_FOUND;
            case 409 -> Kind.CONFLICT;
            case 500 -> cause(said);
            case 502, 503, 504 -> Kind.UNAVAILABLE;
            case 507 -> Kind.EXHAUSTED;
            default -> Kind.INTERNAL;
        };
    }

    private static Kind cause(String said) {
        Matcher cause = CAUSE.matcher(said);
        return cause.find() ? CAUSES.getOrDefault(cause.group(1), Kind.INTERNAL) : Kind.INTERNAL;
    }
}
