package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.session.Outbox;
import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.JobResult;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class JobResponderTest {
    private final Queue<AgentMessage> sent = new ConcurrentLinkedQueue<>();
    private final JobResponder responder = new JobResponder("job-1", sent::add);

    @Test
    void sendsEachMessage() {
        JobResult result = JobResult.ungraded("killed", "", "s");
        responder.sendStarted();
        assertTrue(responder.sendDebugSession("host", 64120, "worker", "pw"));
        assertTrue(responder.sendResult(result));
        assertEquals(List.of(new AgentMessage.JobStarted("job-1"),
            new AgentMessage.JobSshDebug("job-1", "host", 64120, "worker", "pw"),
            new AgentMessage.JobDone("job-1", result)), List.copyOf(sent));
    }

    @Test
    void sendsTheFirstResultOnly() {
        assertFalse(responder.isResultSent());
        assertTrue(responder.sendResult(JobResult.ungraded("success", "", "")));
        assertFalse(responder.sendResult(JobResult.ungraded("crash", "", "")));
        assertTrue(responder.isResultSent());
        assertEquals(1, sent.size());
    }

    @Test
    void sendsOneDebugSessionOnly() {
        assertTrue(responder.sendDebugSession("host", 1, "worker", "pw"));
        assertFalse(responder.sendDebugSession("host", 2, "worker", "pw"));
        assertEquals(1, sent.size());
    }

    @Test
    void isBoundToItsOutbox() {
        Outbox mine = sent::add;
        assertTrue(new JobResponder("job-1", mine).isBoundTo(mine));
        assertFalse(new JobResponder("job-1", mine).isBoundTo(sent::add));
    }

    @RepeatedTest(20)
    void sendsOneResultForManyThreads() throws InterruptedException {
        int count = 32;
        AtomicInteger first = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            for (int i = 0; i < count; i++) {
                JobResult result = JobResult.ungraded("s" + i, "", "");
                threads.submit(() -> {
                    go.await();
                    return responder.sendResult(result) ? first.incrementAndGet() : 0;
                });
            }
            go.countDown();
        }
        assertEquals(1, first.get());
        assertEquals(1, sent.size());
    }
}
