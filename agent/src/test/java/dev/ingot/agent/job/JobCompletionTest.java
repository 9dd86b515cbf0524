package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.image.Images;
import dev.ingot.agent.limits.AbortCause;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Exit;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.JobResult;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class JobCompletionTest {
    private static final CompletionReason KILLED = new CompletionReason.Aborted(AbortCause.KILLED);

    private final Queue<AgentMessage> sent = new ConcurrentLinkedQueue<>();
    private final JobCompletion completion = new JobCompletion(NewJobs.standard(), sent::add);
    private final ScriptedRuntime runtime = new ScriptedRuntime().with(Images.image("default"));

    private Container container() {
        return runtime.create(new ContainerSpec("sha256:default", List.of(), Map.of(), List.of(), new Network.None(),
            new Limits(1 << 20, 1, 1), true, Map.of()));
    }

    private JobResult answer() {
        assertEquals(1, sent.size());
        return ((AgentMessage.JobDone) sent.element()).result();
    }

    @Test
    void abortSendsTheResultAndKillsTheContainer() throws InterruptedException {
        Container container = container();
        completion.attach(container);
        assertFalse(completion.isAborted());
        assertTrue(completion.abort(KILLED));
        assertTrue(completion.isAborted());
        assertEquals(new Exit.Signalled(9), container.await());
        assertEquals("killed", answer().status());
        assertEquals("before", answer().state());
    }

    @Test
    void killsAContainerAttachedAfterTheAbort() throws InterruptedException {
        completion.abort(KILLED);
        Container container = container();
        completion.attach(container);
        assertEquals(new Exit.Signalled(9), container.await());
    }

    @Test
    void completeKeepsTheContainerRunning() {
        completion.attach(container());
        assertTrue(completion.complete(new CompletionReason.Graded(Map.of("result", "success"))));
        assertFalse(completion.isAborted());
        assertFalse(completion.abort(KILLED), "it is answered");
        assertTrue(completion.isAborted());
        assertEquals("success", answer().status());
    }

    /** The first message cannot be made, for the reason given; the second is taken. */
    private JobResult resultSentAfter(Throwable problem) {
        Queue<AgentMessage> taken = new ConcurrentLinkedQueue<>();
        AtomicInteger put = new AtomicInteger();
        JobCompletion one = new JobCompletion(NewJobs.standard(), message -> {
            if (put.incrementAndGet() == 1) {
                switch (problem) {
                    case Error error -> throw error;
                    case RuntimeException exception -> throw exception;
                    default -> throw new IllegalArgumentException(problem);
                }
            }
            taken.add(message);
        });
        assertTrue(one.complete(new CompletionReason.Graded(Map.of("result", "success"))));
        assertFalse(one.complete(KILLED));
        assertEquals(1, taken.size());
        JobResult result = ((AgentMessage.JobDone) taken.element()).result();
        assertEquals(result.status(), one.summary().verdict());
        assertEquals("before", result.state());
        return result;
    }

    @Test
    void sendsAFallbackWhenTheResultCannotBeEncoded() {
        assertEquals("crash", resultSentAfter(new IllegalArgumentException("too deep")).status());
        assertEquals("overflow", resultSentAfter(new OutOfMemoryError("for a test")).status());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void aJobIsAnsweredOnceHoweverOftenThereIsNoMemory(int failures) {
        AtomicInteger put = new AtomicInteger();
        JobCompletion one = new JobCompletion(NewJobs.standard(), message -> {
            if (put.incrementAndGet() <= failures) {
                throw new OutOfMemoryError("for a test");
            }
            sent.add(message);
        });
        assertTrue(one.complete(new CompletionReason.Graded(Map.of("result", "success"))));
        assertFalse(one.abort(KILLED));
        one.sendOverflowIfUnanswered();
        assertEquals("overflow", answer().status());
        assertEquals("before", answer().state());
        assertEquals("overflow", one.summary().verdict());
    }

    @Test
    void aJobWhoseVerdictFindsNoMemoryIsAnsweredAndItsContainerEnded() throws InterruptedException {
        Container container = container();
        completion.attach(container);
        assertTrue(completion.abort(new CompletionReason.Graded(new AbstractMap<String, Object>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                throw new OutOfMemoryError("for a test");
            }
        })));
        assertEquals("overflow", answer().status());
        assertEquals(new Exit.Signalled(9), container.await());
    }

    @Test
    void returnsThePreviousStateUnchanged() {
        assertEquals("before", abortedResult(Map.of("@state", "before")).state());
        assertEquals("", abortedResult(Map.of()).state());
        assertNull(abortedResult(Collections.singletonMap("@state", null)).state());
        assertEquals("", abortedResult(Map.of("@state", 5L)).state());
    }

    private static JobResult abortedResult(Map<String, Object> input) {
        Queue<AgentMessage> said = new ConcurrentLinkedQueue<>();
        new JobCompletion(NewJobs.withInput(NewJobs.standard(), input), said::add).abort(KILLED);
        return ((AgentMessage.JobDone) said.element()).result();
    }

    /** Whoever cuts and whenever the container comes: one answer, and the container does not survive. */
    @RepeatedTest(20)
    void answersOnceWhenManyThreadsAbort() throws InterruptedException {
        Container container = container();
        AtomicInteger first = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            for (int i = 0; i < 15; i++) {
                CompletionReason verdict = new CompletionReason.Crashed("reason " + i);
                threads.submit(() -> {
                    go.await();
                    return completion.abort(verdict) ? first.incrementAndGet() : 0;
                });
            }
            threads.submit(() -> {
                go.await();
                completion.attach(container);
                return 0;
            });
            go.countDown();
        }
        assertEquals(1, first.get());
        assertEquals("crash", answer().status());
        assertEquals(new Exit.Signalled(9), container.await());
    }
}
