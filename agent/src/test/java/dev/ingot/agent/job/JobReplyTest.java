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

class JobReplyTest {
    private final Queue<AgentMessage> said = new ConcurrentLinkedQueue<>();
    private final JobReply reply = new JobReply("job-1", said::add);

    @Test
    void itSaysWhatItIsTold() {
        JobResult result = JobResult.ungraded("killed", "", "s");
        reply.started();
        assertTrue(reply.ssh("host", 64120, "worker", "pw"));
        assertTrue(reply.done(result));
        assertEquals(List.of(new AgentMessage.JobStarted("job-1"),
            new AgentMessage.JobSshDebug("job-1", "host", 64120, "worker", "pw"),
            new AgentMessage.JobDone("job-1", result)), List.copyOf(said));
    }

    @Test
    void theFirstResultCounts() {
        assertFalse(reply.isDone());
        assertTrue(reply.done(JobResult.ungraded("success", "", "")));
        assertFalse(reply.done(JobResult.ungraded("crash", "", "")));
        assertTrue(reply.isDone());
        assertEquals(1, said.size());
    }

    @Test
    void oneDebugSessionIsToldOf() {
        assertTrue(reply.ssh("host", 1, "worker", "pw"));
        assertFalse(reply.ssh("host", 2, "worker", "pw"));
        assertEquals(1, said.size());
    }

    @Test
    void itBelongsToTheRegistrationThatBroughtTheJob() {
        Outbox mine = said::add;
        assertTrue(new JobReply("job-1", mine).boundTo(mine));
        assertFalse(new JobReply("job-1", mine).boundTo(said::add));
    }

    @RepeatedTest(20)
    void ofManyThreadsOneAnswers() throws InterruptedException {
        int count = 32;
        AtomicInteger first = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            for (int i = 0; i < count; i++) {
                JobResult result = JobResult.ungraded("s" + i, "", "");
                threads.submit(() -> {
                    go.await();
                    return reply.done(result) ? first.incrementAndGet() : 0;
                });
            }
            go.countDown();
        }
        assertEquals(1, first.get());
        assertEquals(1, said.size());
    }
}
