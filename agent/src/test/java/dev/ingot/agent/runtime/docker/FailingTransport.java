package dev.ingot.agent.runtime.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.util.function.Predicate;

/** Fails some requests, and forwards the others to the daemon. */
record FailingTransport(DockerHttpClient real, Predicate<Request> failing) implements DockerHttpClient {

    @Override
    public Response execute(Request request) {
        if (failing.test(request)) {
            throw new IllegalStateException("the daemon fails " + request.path());
        }
        return real.execute(request);
    }

    @Override
    public void close() throws IOException {
        real.close();
    }
}
