package dev.ingot.agent.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.Dialect;
import dev.ingot.protocol.JobResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A backend fills a slot at once when jobs wait, and gives it to whoever sent the answer. */
class RetirementTest {
    private static final String ID = "ingot-test";
    private final RecordingListener listener = new RecordingListener();

    @Test
    void sendsTheLastResultsFromAConnectionWithoutSlots() throws Exception {
        try (TestBackend backend = new TestBackend("tcp://127.0.0.1:*")) {
            BackendSession session = BackendSession.open(new SessionSettings(
                BackendAddress.parse("tcp://127.0.0.1:" + backend.port()), ID, Dialect.MODERN,
                SessionSettings.MAX_MESSAGE_BYTES, Duration.ofSeconds(10)), listener);
            backend.next();
            backend.send(ID, RecordingListener.job("job-1", 0));
            Outbox outbox = listener.next().outbox();
            session.retire();
            outbox.put(new AgentMessage.JobDone("job-1", JobResult.ungraded("crash", "stopped", "state")));
            session.close();

            assertSlots(backend.next(), ID + "~retired");
            TestBackend.ReceivedMessage answer = backend.next();
            assertEquals(ID + "~retired", answer.from());
            assertEquals("job-1", ((AgentMessage.JobDone) answer.message()).jobId());
            assertSlots(backend.next(), ID);
        }
    }

    private static void assertSlots(TestBackend.ReceivedMessage heard, String from) {
        assertEquals(from, heard.from());
        assertEquals(0, ((AgentMessage.Hello) heard.message()).capacity());
    }
}
