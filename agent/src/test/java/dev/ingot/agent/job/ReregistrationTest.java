package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.agent.runtime.ScriptedRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What an agent does each time it loses its backend and registers anew. */
@Timeout(30)
class ReregistrationTest {
    private static final int TIMES = 20;

    @TempDir
    private Path dir;

    @Test
    void startsNoContainerWhenRegisteringAgain() {
        ScriptedRuntime runtime = GraderPrograms.runtime(GraderPrograms.succeeding());
        JobSettings withoutHost = new JobSettings(2, 1000, 77, 33, JobManagerFixture.MAX_STUDENTS, false, null);
        try (JobManagerFixture desk = new JobManagerFixture(dir, withoutHost, new EnvironmentType("docker", runtime, false, false,
            true))) {
            for (int i = 0; i < TIMES; i++) {
                desk.jobManager().handleBackendLoss(desk.outbox());
                desk.jobManager().createHello();
            }
        }
        assertEquals(List.of(), runtime.created());
    }

    @Test
    void logsNoWarningWhenTheBackendIsLost() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(JobManagerFixture.PERMITS);
        ScriptedRuntime runtime = GraderPrograms.runtime(grader -> linger(grader, busy));
        Logger logger = (Logger) LoggerFactory.getLogger("dev.ingot");
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        logger.addAppender(said);
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            for (int i = 0; i < JobManagerFixture.PERMITS; i++) {
                desk.submit(NewJobs.withId("job-" + i));
            }
            busy.await();
            desk.jobManager().handleBackendLoss(desk.outbox());
            desk.jobManager().createHello();
        } finally {
            logger.detachAppender(said);
        }
        assertEquals(List.of(), said.list.stream().filter(ReregistrationTest::isWarning).map(ILoggingEvent::getFormattedMessage)
            .toList());
    }

    private static int linger(ScriptedProgramContext grader, CountDownLatch busy) throws IOException, InterruptedException {
        grader.receive("start");
        busy.countDown();
        return grader.waitForKill();
    }

    private static boolean isWarning(ILoggingEvent event) {
        return event.getThrowableProxy() != null || event.getLevel().isGreaterOrEqual(Level.WARN);
    }
}
