package dev.ingot.agent.runtime.docker;

import static org.junit.jupiter.api.Assertions.assertSame;

import com.github.dockerjava.api.exception.InternalServerErrorException;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import org.junit.jupiter.api.Test;

/** Tests which kind of fault an answer of a manager means. */
class DockerFaultsTest {

    @Test
    void readsTheKindFromPodmansCause() {
        assertSame(Kind.CONFLICT, kind("{\"cause\":\"container state improper\",\"message\":\"can only kill running\"}"));
        assertSame(Kind.NOT_FOUND, kind("{\"cause\":\"no such container\",\"message\":\"not in the database\"}"));
        assertSame(Kind.INTERNAL, kind("{\"cause\":\"no space left on device\",\"message\":\"write\"}"));
    }

    @Test
    void ignoresACauseInsideTheMessage() {
        assertSame(Kind.INTERNAL, kind("{\"message\":\"exec: \\\"cause\\\":\\\"no such container\\\"\"}"));
    }

    private static Kind kind(String body) {
        return DockerFaults.of("kill", new InternalServerErrorException("Status 500: " + body)).kind();
    }
}
