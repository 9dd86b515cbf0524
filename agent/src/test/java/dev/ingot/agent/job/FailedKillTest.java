package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.FaultyRuntime;
import dev.ingot.agent.runtime.FaultyRuntime.Fail;
import dev.ingot.agent.runtime.FaultyRuntime.Operation;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where an engine does not kill, it is told to remove: nobody waits for a container that nobody ends any more. */
@Timeout(30)
class FailedKillTest {
    @TempDir
    private Path dir;
    private final CountDownLatch reached = new CountDownLatch(1);

    private static FaultyRuntime firstKillFails(ContainerRuntime real) {
        return new FaultyRuntime(real).at(Operation.KILL, 1, new Fail(Kind.UNAVAILABLE));
    }

    @Test
    void aJobThatIsKilledEnds() throws InterruptedException {
        try (Desk desk = new Desk(dir, firstKillFails(Graders.runtime(Graders.busy(reached))))) {
            desk.submit(Orders.limited(Orders.plain(), Map.of("time", 600)));
            reached.await();
            desk.kill("job-1");
            assertEquals("killed", desk.timeline("job-1").verdict());
        }
    }

    @Test
    void aJobThatPassesItsLimitEnds() {
        try (Desk desk = new Desk(dir, firstKillFails(Graders.runtime(ScriptedProgramContext::waitForKill)))) {
            desk.submit(Orders.limited(Orders.plain(), Map.of("time", 600, "hard_time", 1)));
            assertEquals("timeout", desk.timeline("job-1").verdict());
        }
    }

    @Test
    void aGraderThatLingersAfterItsResultEnds() {
        try (Desk desk = new Desk(dir, firstKillFails(Graders.runtime(grader -> {
            grader.sendResult(Graders.GOOD);
            return grader.waitForKill();
        })))) {
            desk.submit(Orders.limited(Orders.plain(), Map.of("time", 600)));
            assertEquals("success", desk.timeline("job-1").verdict());
        }
    }

    @Test
    void aStudentThatPassesItsLimitEnds() {
        try (Desk desk = new Desk(dir, firstKillFails(Graders.runtime(grader -> {
            grader.receive("start");
            return Sockets.answer(grader, Sockets.retval(grader, "pabc", Map.of("hard_time_limit", 1)));
        }, ScriptedProgramContext::waitForKill)))) {
            assertEquals("253", desk.grade(Orders.limited(Orders.plain(), Map.of("time", 600))).text());
        }
    }
}
