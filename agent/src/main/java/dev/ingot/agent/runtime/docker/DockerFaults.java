package dev.ingot.agent.runtime.docker;

import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.net.SocketException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;

/** Translates what docker-java throws to {@link RuntimeFault}. */
final class DockerFaults {

    /** Podman reports almost every failure with status 500. Its answer contains a cause that programs can evaluate. */
    private static final Pattern CAUSE = Pattern.compile("\"cause\":\"([^\"]*)\"");
    private static final Map<String, Kind> CAUSES = Map.of(
        "container state improper", Kind.CONFLICT, "no such container", Kind.NOT_FOUND);

    private DockerFaults() { }

    /**
     * Translates an exception.
     *
     * @param what begins the message
     * @return {@code thrown} itself when it is a RuntimeFault
     */
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
     * Returns whether a connection broke before its answer was complete. The JDK throws IOException or SocketException itself for
     * a broken pipe or a reset; when it cannot connect, it mostly throws a subclass.
     */
    static boolean isBrokenConnection(RuntimeException thrown) {
        Throwable cause = thrown.getCause();
        return !(thrown instanceof RuntimeFault) && cause != null && (cause.getClass() == IOException.class
            || cause.getClass() == SocketException.class || cause instanceof NoHttpResponseException
            || cause instanceof ConnectionClosedException);
    }

    /** Returns the kind of fault that an answer with this status and body means. */
    static Kind kind(int httpStatus, String body) {
        return switch (httpStatus) {
            case 400 -> Kind.INVALID;
            case 401, 403 -> Kind.DENIED;
            case 404 -> Kind.NOT_FOUND;
            case 409 -> Kind.CONFLICT;
            case 500 -> kindOfCause(body);
            case 502, 503, 504 -> Kind.UNAVAILABLE;
            case 507 -> Kind.EXHAUSTED;
            default -> Kind.INTERNAL;
        };
    }

    private static Kind kindOfCause(String body) {
        Matcher cause = CAUSE.matcher(body);
        return cause.find() ? CAUSES.getOrDefault(cause.group(1), Kind.INTERNAL) : Kind.INTERNAL;
    }
}
