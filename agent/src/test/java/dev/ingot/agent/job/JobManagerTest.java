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
class JobManagerTest {
    @TempDir
    private Path dir;
    private final CountDownLatch bothBusy = new CountDownLatch(2);
    private final ScriptedRuntime runtime = GraderPrograms.runtime(GraderPrograms.blocking(bothBusy));

    private static void assertStopped(JobResult result) {
        assertEquals("crash", result.status());
        assertEquals("Agent restarted", result.text());
        assertEquals("before", result.state());
    }

    @Test
    void stopAnswersEveryJobAndAcceptsNoNewOne() throws InterruptedException {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            desk.submit(NewJobs.withId("job-1"));
            desk.submit(NewJobs.withId("job-2"));
            bothBusy.await();
            assertTrue(desk.jobManager().stop(Duration.ofSeconds(10)));
            assertStopped(desk.outbox().awaitResult("job-1"));
            assertStopped(desk.outbox().awaitResult("job-2"));
            assertEquals(List.of(), runtime.findOrphans("agent-1"));
            desk.jobManager().submitJob(NewJobs.withId("job-3"), desk.outbox());
            assertEquals(List.of(), desk.outbox().messages("job-3"));
            assertEquals(2, runtime.created().size());
        }
    }

    @Test
    void stopAnswersJobsThatDoNotEndInTime() throws InterruptedException {
        CountDownLatch released = new CountDownLatch(1);
        runtime.onCreate(() -> {
            bothBusy.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            desk.submit(NewJobs.withId("job-1"));
            desk.submit(NewJobs.withId("job-2"));
            bothBusy.await();
            assertFalse(desk.jobManager().stop(Duration.ofMillis(50)));
            assertStopped(desk.outbox().awaitResult("job-1"));
            assertStopped(desk.outbox().awaitResult("job-2"));
            released.countDown();
        }
    }

    @Test
    void abortsOnlyTheJobsOfALostBackend() throws InterruptedException {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            RecordingOutbox other = new RecordingOutbox();
            desk.submit(NewJobs.withId("job-1"));
            desk.submit(NewJobs.withId("job-2"), other);
            bothBusy.await();
            desk.jobManager().handleBackendLoss(desk.outbox());
            assertStopped(desk.outbox().awaitResult("job-1"));
            desk.awaitTimeline("job-1");
            assertEquals(List.of(), other.results("job-2"));
            desk.jobManager().handleBackendLoss(other);
            assertStopped(other.awaitResult("job-2"));
        }
    }

    @Test
    void keepsJobsOfTwoBackendsWithTheSameIdApart() throws InterruptedException {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            RecordingOutbox next = new RecordingOutbox();
            desk.submit(NewJobs.standard());
            desk.submit(NewJobs.standard(), next);
            bothBusy.await();
            desk.kill("job-1");
            assertEquals("killed", desk.outbox().awaitResult("job-1").status());
            assertEquals(List.of(), next.results("job-1"));
            desk.jobManager().handleBackendLoss(next);
            assertStopped(next.awaitResult("job-1"));
        }
    }

    @Test
    void listsTheCurrentImagesInTheHello() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            AgentMessage.Hello hello = desk.jobManager().createHello();
            assertEquals("desk", hello.friendlyName());
            assertEquals(2, hello.capacity());
            assertEquals(List.of("default"), List.copyOf(hello.environments().get("docker").keySet()));
            runtime.with(Images.image("fortran"));
            assertEquals(List.of("default", "fortran"),
                List.copyOf(desk.jobManager().createHello().environments().get("docker").keySet()));
        }
    }

    @Test
    void keepsKnownImagesWhenListingFails() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            runtime.onList(() -> {
                throw new RuntimeFault(Kind.UNAVAILABLE, "planned", null);
            });
            assertEquals(List.of("default"), List.copyOf(desk.jobManager().createHello().environments().get("docker").keySet()));
        }
    }

    @Test
    void failsTheFirstHelloWhenListingFails() {
        runtime.onList(() -> {
            throw new RuntimeFault(Kind.UNAVAILABLE, "planned", null);
        });
        JobServices bench = new JobServices(JobManagerFixture.SETTINGS,
            new JobPlanner(new TaskStore(dir), JobManagerFixture.SETTINGS), null, null, new Semaphore(1), _ -> { }, null);
        JobManager desk = new JobManager("desk", List.of(new EnvironmentType("docker", runtime, false, false, false)), bench);
        assertEquals(Kind.UNAVAILABLE, assertThrows(RuntimeFault.class, desk::createHello).kind());
    }
}
