package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.image.Images;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.agent.task.TaskStore;
import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.JobResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The desk as a whole: what it offers, and how it ends. */
@Timeout(30)
class StopTest {
    @TempDir
    private Path dir;
    private final CountDownLatch bothBusy = new CountDownLatch(2);
    private final ScriptedRuntime runtime = Graders.runtime(Graders.busy(bothBusy));

    private static void assertStopped(JobResult result) {
        assertEquals("crash", result.status());
        assertEquals("Agent restarted", result.text());
        assertEquals("before", result.state());
    }

    @Test
    void stoppingAnswersEveryJobAndTakesNoNewOne() throws InterruptedException {
        try (Desk desk = new Desk(dir, runtime)) {
            desk.submit(Orders.job("job-1"));
            desk.submit(Orders.job("job-2"));
            bothBusy.await();
            assertTrue(desk.desk().stop(Duration.ofSeconds(10)));
            assertStopped(desk.backend().result("job-1"));
            assertStopped(desk.backend().result("job-2"));
            assertEquals(List.of(), runtime.findOrphans("agent-1"));
            desk.desk().newJob(Orders.job("job-3"), desk.backend());
            assertEquals(List.of(), desk.backend().told("job-3"));
            assertEquals(2, runtime.created().size());
        }
    }

    @Test
    void aJobThatDoesNotEndInTimeIsAnsweredAllTheSame() throws InterruptedException {
        CountDownLatch released = new CountDownLatch(1);
        runtime.onCreate(() -> {
            bothBusy.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try (Desk desk = new Desk(dir, runtime)) {
            desk.submit(Orders.job("job-1"));
            desk.submit(Orders.job("job-2"));
            bothBusy.await();
            assertFalse(desk.desk().stop(Duration.ofMillis(50)));
            assertStopped(desk.backend().result("job-1"));
            assertStopped(desk.backend().result("job-2"));
            released.countDown();
        }
    }

    @Test
    void aLostBackendEndsTheJobsItBroughtAndNoOther() throws InterruptedException {
        try (Desk desk = new Desk(dir, runtime)) {
            Backend other = new Backend();
            desk.submit(Orders.job("job-1"));
            desk.submit(Orders.job("job-2"), other);
            bothBusy.await();
            desk.desk().lost(desk.backend());
            assertStopped(desk.backend().result("job-1"));
            desk.timeline("job-1");
            assertEquals(List.of(), other.results("job-2"));
            desk.desk().lost(other);
            assertStopped(other.result("job-2"));
        }
    }

    @Test
    void aJobsIdOfALostBackendIsFreeForTheNext() throws InterruptedException {
        try (Desk desk = new Desk(dir, runtime)) {
            Backend next = new Backend();
            desk.submit(Orders.plain());
            desk.submit(Orders.plain(), next);
            bothBusy.await();
            desk.kill("job-1");
            assertEquals("killed", desk.backend().result("job-1").status());
            assertEquals(List.of(), next.results("job-1"));
            desk.desk().lost(next);
            assertStopped(next.result("job-1"));
        }
    }

    @Test
    void theHelloSaysWhatIsThereNow() {
        try (Desk desk = new Desk(dir, runtime)) {
            AgentMessage.Hello hello = desk.desk().hello();
            assertEquals("desk", hello.friendlyName());
            assertEquals(2, hello.capacity());
            assertEquals(List.of("default"), List.copyOf(hello.environments().get("docker").keySet()));
            runtime.with(Images.image("fortran"));
            assertEquals(List.of("default", "fortran"), List.copyOf(desk.desk().hello().environments().get("docker").keySet()));
        }
    }

    @Test
    void imagesThatCannotBeListedStayOnOffer() {
        try (Desk desk = new Desk(dir, runtime)) {
            runtime.onList(() -> {
                throw new RuntimeFault(Kind.UNAVAILABLE, "planned", null);
            });
            assertEquals(List.of("default"), List.copyOf(desk.desk().hello().environments().get("docker").keySet()));
        }
    }

    @Test
    void withoutAnyLookAtTheImagesThereIsNoHello() {
        runtime.onList(() -> {
            throw new RuntimeFault(Kind.UNAVAILABLE, "planned", null);
        });
        JobBench bench = new JobBench(Desk.SETTINGS, new JobPlanner(new TaskStore(dir), Desk.SETTINGS), null, null,
            new Semaphore(1), _ -> { }, null);
        JobDesk desk = new JobDesk("desk", List.of(new EnvironmentType("docker", runtime, false, false, false)), bench);
        assertEquals(Kind.UNAVAILABLE, assertThrows(RuntimeFault.class, desk::hello).kind());
    }
}
