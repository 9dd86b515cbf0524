package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.image.Images;
import dev.ingot.agent.resource.Cause;
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
class EndingTest {
    private static final Verdict KILLED = new Verdict.Cut(Cause.KILLED);

    private final Queue<AgentMessage> said = new ConcurrentLinkedQueue<>();
    private final Ending ending = new Ending(Orders.plain(), said::add);
    private final ScriptedRuntime runtime = new ScriptedRuntime().with(Images.image("default"));

    private Container container() {
        return runtime.create(new ContainerSpec("sha256:default", List.of(), Map.of(), List.of(), new Network.None(),
            new Limits(1 << 20, 1, 1), true, Map.of()));
    }

    private JobResult answer() {
        assertEquals(1, said.size());
        return ((AgentMessage.JobDone) said.element()).result();
    }

    @Test
    void cuttingAnswersAndKillsTheContainer() throws InterruptedException {
        Container container = container();
        ending.take(container);
        assertFalse(ending.over());
        assertTrue(ending.cut(KILLED));
        assertTrue(ending.over());
        assertEquals(new Exit.Signalled(9), container.await());
        assertEquals("killed", answer().status());
        assertEquals("before", answer().state());
    }

    @Test
    void aContainerThatComesTooLateIsKilledAtOnce() throws InterruptedException {
        ending.cut(KILLED);
        Container container = container();
        ending.take(container);
        assertEquals(new Exit.Signalled(9), container.await());
    }

    @Test
    void answeringLetsTheContainerLive() {
        ending.take(container());
        assertTrue(ending.answer(new Verdict.Graded(Map.of("result", "success"))));
        assertFalse(ending.over());
        assertFalse(ending.cut(KILLED), "it is answered");
        assertTrue(ending.over());
        assertEquals("success", answer().status());
    }

    /** The first message cannot be made, for the reason given; the second is taken. */
    private JobResult sentInsteadAfter(Throwable problem) {
        Queue<AgentMessage> taken = new ConcurrentLinkedQueue<>();
        AtomicInteger put = new AtomicInteger();
        Ending one = new Ending(Orders.plain(), message -> {
            if (put.incrementAndGet() == 1) {
                switch (problem) {
                    case Error error -> throw error;
                    case RuntimeException exception -> throw exception;
                    default -> throw new IllegalArgumentException(problem);
                }
            }
            taken.add(message);
        });
        assertTrue(one.answer(new Verdict.Graded(Map.of("result", "success"))));
        assertFalse(one.answer(KILLED));
        assertEquals(1, taken.size());
        JobResult result = ((AgentMessage.JobDone) taken.element()).result();
        assertEquals(result.status(), one.outcome().verdict());
        assertEquals("before", result.state());
        return result;
    }

    @Test
    void aResultThatCannotBeSentIsAnsweredByOneThatCan() {
        assertEquals("crash", sentInsteadAfter(new IllegalArgumentException("too deep")).status());
        assertEquals("overflow", sentInsteadAfter(new OutOfMemoryError("for a test")).status());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void aJobIsAnsweredOnceHoweverOftenThereIsNoMemory(int failures) {
        AtomicInteger put = new AtomicInteger();
        Ending one = new Ending(Orders.plain(), message -> {
            if (put.incrementAndGet() <= failures) {
                throw new OutOfMemoryError("for a test");
            }
            said.add(message);
        });
        assertTrue(one.answer(new Verdict.Graded(Map.of("result", "success"))));
        assertFalse(one.cut(KILLED));
        one.answerAtLast();
        assertEquals("overflow", answer().status());
        assertEquals("before", answer().state());
        assertEquals("overflow", one.outcome().verdict());
    }

    @Test
    void aJobWhoseVerdictFindsNoMemoryIsAnsweredAndItsContainerEnded() throws InterruptedException {
        Container container = container();
        ending.take(container);
        assertTrue(ending.cut(new Verdict.Graded(new AbstractMap<String, Object>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                throw new OutOfMemoryError("for a test");
            }
        })));
        assertEquals("overflow", answer().status());
        assertEquals(new Exit.Signalled(9), container.await());
    }

    @Test
    void theStateBeforeIsSentBackAsItCame() {
        assertEquals("before", ended(Map.of("@state", "before")).state());
        assertEquals("", ended(Map.of()).state());
        assertNull(ended(Collections.singletonMap("@state", null)).state());
        assertEquals("", ended(Map.of("@state", 5L)).state());
    }

    private static JobResult ended(Map<String, Object> input) {
        Queue<AgentMessage> said = new ConcurrentLinkedQueue<>();
        new Ending(Orders.saying(Orders.plain(), input), said::add).cut(KILLED);
        return ((AgentMessage.JobDone) said.element()).result();
    }

    /** Whoever cuts and whenever the container comes: one answer, and the container does not survive. */
    @RepeatedTest(20)
    void ofManyVerdictsOneIsAnswered() throws InterruptedException {
        Container container = container();
        AtomicInteger first = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            for (int i = 0; i < 15; i++) {
                Verdict verdict = new Verdict.Crashed("reason " + i);
                threads.submit(() -> {
                    go.await();
                    return ending.cut(verdict) ? first.incrementAndGet() : 0;
                });
            }
            threads.submit(() -> {
                go.await();
                ending.take(container);
                return 0;
            });
            go.countDown();
        }
        assertEquals(1, first.get());
        assertEquals("crash", answer().status());
        assertEquals(new Exit.Signalled(9), container.await());
    }
}
