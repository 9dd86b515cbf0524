package dev.ingot.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.logging.LogContext;
import dev.ingot.timing.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

@Timeout(20)
class TimelineQueueTest {
    private final List<String> recorded = new ArrayList<>();

    private final class Recorder implements TimelineSink {
        @Override
        public void accept(Timeline timeline) {
            recorded.add(timeline.jobId());
        }

        @Override
        public void close() {
            recorded.add("closed");
        }
    }

    @Test
    void deliversEveryTimelineInOrderToEverySinkBeforeCloseReturns() {
        try (TimelineQueue queue = new TimelineQueue(List.of(new Recorder(), new Recorder()))) {
            queue.accept(Timelines.graded("1"));
            queue.accept(Timelines.graded("2"));
        }
        assertEquals(List.of("1", "1", "2", "2", "closed", "closed"), recorded);
    }

    @Test
    void sinksLogWithTheLogContextOfTheJob() {
        TimelineSink marked = _ -> recorded.add(String.valueOf(MDC.getCopyOfContextMap()));
        try (TimelineQueue queue = new TimelineQueue(List.of(marked))) {
            LogContext.setContainer("c1");
            queue.accept(Timelines.graded("1"));
            LogContext.clear();
            queue.accept(Timelines.graded("2"));
        }
        assertEquals("{container=c1}", recorded.getFirst());
        assertFalse(recorded.getLast().contains("c1"), recorded::toString);
    }

    @Test
    void otherSinksReceiveTimelinesWhenOneFails() {
        TimelineSink broken = _ -> {
            throw new IllegalStateException("broken");
        };
        try (TimelineQueue queue = new TimelineQueue(List.of(broken, new Recorder()))) {
            queue.accept(Timelines.graded("1"));
        }
        assertEquals(List.of("1", "closed"), recorded);
    }

    @Test
    void otherSinksSurviveAnErrorAndAFailingClose() {
        TimelineSink broken = new TimelineSink() {
            @Override
            public void accept(Timeline timeline) {
                throw new NoClassDefFoundError("unexpected, as this test wants");
            }

            @Override
            public void close() {
                throw new IllegalStateException("unexpected, as this test wants");
            }
        };
        try (TimelineQueue queue = new TimelineQueue(List.of(new Recorder(), broken, new Recorder()))) {
            queue.accept(Timelines.graded("1"));
            queue.accept(Timelines.graded("2"));
        }
        assertEquals(List.of("1", "2", "closed", "closed"), recorded);
    }

    @Test
    void countsDroppedTimelinesWhenASinkHangs() {
        CountDownLatch go = new CountDownLatch(1);
        TimelineSink slow = _ -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        try (TimelineQueue queue = new TimelineQueue(List.of(slow, new Recorder()))) {
            IntStream.range(0, 12_000).forEach(i -> queue.accept(Timelines.graded(Integer.toString(i))));
            assertTrue(queue.droppedCount() >= 1_999, () -> queue.droppedCount() + " dropped");
            go.countDown();
        }
        assertTrue(recorded.size() >= 10_000, () -> recorded.size() + " recorded");
    }
}
