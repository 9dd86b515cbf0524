package dev.ingot.agent.grader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.linux.UnixSocket;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.task.JobDir;
import dev.ingot.agent.task.JobDirs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How many threads of one job carry between students and their grader. */
@Timeout(30)
class ReadyLinkTest {
    @TempDir
    private Path home;

    private static ReadyLink link(JobDir dir, Semaphore relays) throws IOException {
        ReadyLink link = new ReadyLink(dir, new ScriptedRuntime(Set.of(Capability.PIN_MOUNT_SOURCES)), relays);
        Path parent = link.mounts().stream().filter(mount -> mount.target().equals("/__parent.sock")).map(Mount::source)
            .findAny().orElseThrow();
        UnixSocket student = UnixSocket.connect(parent);
        student.sendByte('H');
        assertTrue(link.waiting());
        return link;
    }

    @Test
    void aJobHasNoMoreThanItMay() throws Exception {
        Semaphore relays = new Semaphore(2);
        try (JobDirs dirs = JobDirs.open(home); JobDir dir = dirs.create(_ -> { })) {
            dir.fill(Optional.empty(), Optional.empty(), false);
            try (UnixSocket grader = UnixSocket.listen(dir.sockets().resolve("pabc.sock"))) {
                ReadyLink carried = link(dir, relays);
                carried.meet("pabc");
                grader.accept().orElseThrow();
                carried.connect(Stdio.NONE);
                ReadyLink met = link(dir, relays);
                met.meet("pabc");
                grader.accept().orElseThrow();
                ReadyLink refused = link(dir, relays);
                String why = assertThrows(IOException.class, () -> refused.meet("pabc")).getMessage();
                assertTrue(why.contains("have not ended"), why);
                refused.close();
                met.close();
                met.close();
                assertEquals(1, relays.availablePermits(), "one that was not carried gives its permit back once");
                carried.close();
                carried.close();
                assertTrue(relays.tryAcquire(2, 5, TimeUnit.SECONDS), "the thread gives its permit back at its end");
                relays.release(2);
                ReadyLink alone = link(dir, relays);
                assertThrows(IOException.class, () -> alone.meet("nobody"));
                alone.close();
                assertEquals(2, relays.availablePermits());
            }
        }
    }
}
