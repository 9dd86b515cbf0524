package dev.ingot.agent.telemetry.opentelemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.ingot.agent.telemetry.Timelines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a receiver of OTLP over HTTP that keeps what it gets. */
@Timeout(30)
class JobTracesTest {
    private final Queue<String> paths = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private HttpServer receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            paths.add(exchange.getRequestURI().getPath() + " " + exchange.getRequestHeaders().getFirst("Content-Type"));
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            received.writeBytes((zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody())
                .readAllBytes());
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void end() {
        receiver.stop(0);
    }

    private URI collector() {
        return URI.create("http://127.0.0.1:" + receiver.getAddress().getPort());
    }

    @Test
    void exportsATraceWithASpanPerPhaseAndStudent() {
        try (JobTraces traces = new JobTraces(collector(), "grader-1", "1.2.3")) {
            traces.accept(Timelines.graded("job-1"));
        }
        assertEquals(List.of("/v1/traces application/x-protobuf"), List.copyOf(paths));
        String said = received.toString(StandardCharsets.ISO_8859_1);
        for (String word : List.of("job-1", "ADMIT", "GRADE", "student", "python3", "ingot-agent", "grader-1", "success")) {
            assertTrue(said.contains(word), word + " is not in " + said);
        }
    }

    @Test
    void phaseSpansAreConsecutiveAndStudentSpansLieInTheirPhase() {
        try (JobTraces traces = new JobTraces(collector(), "grader-1", "1.2.3")) {
            traces.accept(Timelines.graded("job-1"));
        }
        Map<String, ReceivedSpan> spans = ReceivedSpan.in(received.toByteArray()).stream()
            .collect(Collectors.toMap(ReceivedSpan::name, span -> span));
        assertEquals(Set.of("job", "ADMIT", "GRADE", "student"), spans.keySet());
        ReceivedSpan job = spans.remove("job");
        assertEquals("", job.parent());
        assertEquals(235_567_890, job.end() - job.begin());
        spans.values().forEach(span -> assertEquals(List.of(job.trace(), job.id()), List.of(span.trace(), span.parent())));
        assertEquals(job.begin(), spans.get("ADMIT").begin());
        assertEquals(spans.get("ADMIT").end(), spans.get("GRADE").begin());
        assertEquals(job.end(), spans.get("GRADE").end());
        assertEquals(100_000_000, spans.get("student").begin() - job.begin());
        assertEquals(6, spans.get("student").end() - spans.get("student").begin());
    }

    @Test
    void anAbsentCollectorBlocksNothing() {
        receiver.stop(0);
        long begun = System.nanoTime();
        try (JobTraces traces = new JobTraces(collector(), "grader-1", "1.2.3")) {
            traces.accept(Timelines.refused("job-1"));
        }
        assertTrue(System.nanoTime() - begun < 10_000_000_000L);
    }
}
