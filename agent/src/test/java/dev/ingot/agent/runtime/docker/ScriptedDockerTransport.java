package dev.ingot.agent.runtime.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Answers calls with prepared answers, in place of a manager that tests cannot use. Answers all other calls with status 404. */
final class ScriptedDockerTransport implements DockerHttpClient {

    private final Map<String, Answer> answers = new HashMap<>();
    private final CountDownLatch awaitedCall = new CountDownLatch(1);
    private String held = "";
    private String until = "";

    /** Prepares an answer; {@code call} is method and path, without version and query. */
    ScriptedDockerTransport answer(String call, int status, String json) {
        answers.put(call, new Answer(status, json));
        return this;
    }

    /** Delays the answer to {@code call} until {@code other} is called. */
    ScriptedDockerTransport holdUntil(String call, String other) {
        held = call;
        until = other;
        return this;
    }

    @Override
    public Response execute(Request request) {
        String call = request.method() + " " + request.path().replaceAll("\\?.*", "").replaceAll("^/v[0-9.]+/", "/");
        if (call.equals(until)) {
            awaitedCall.countDown();
        }
        if (call.equals(held)) {
            await();
        }
        return answers.getOrDefault(call, new Answer(404, "{\"message\": \"no answer prepared for " + call + "\"}"));
    }

    private void await() {
        try {
            awaitedCall.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        answers.clear();
    }

    private record Answer(int status, String json) implements Response {

        @Override
        public int getStatusCode() {
            return status;
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return Map.of("Content-Type", List.of("application/json"));
        }

        @Override
        public InputStream getBody() {
            return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() { }
    }
}
