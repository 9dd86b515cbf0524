package dev.ingot.agent.runtime.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records every call before it is made, without the container's id. */
final class RecordingTransport implements DockerHttpClient {

    private final DockerHttpClient real;
    private final List<String> calls;

    RecordingTransport(DockerHttpClient real, CopyOnWriteArrayList<String> calls) {
        this.real = real;
        this.calls = calls;
    }

    @Override
    public Response execute(Request request) {
        calls.add(request.method() + " " + request.path().replaceAll("\\?.*", "").replaceAll("[0-9a-f]{64}", "ID"));
        return real.execute(request);
    }

    @Override
    public void close() throws IOException {
        real.close();
    }
}
