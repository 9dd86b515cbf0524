package dev.ingot.agent.student;

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
class WarmTransportTest {
    @TempDir
    private Path home;

    private static WarmTransport link(JobDir dir, Semaphore relays) throws IOException {
        WarmTransport link = new WarmTransport(dir, new ScriptedRuntime(Set.of(Capability.PIN_MOUNT_SOURCES)), relays);
        Path parent = link.mounts().stream().filter(mount -> mount.target().equals("/__parent.sock")).map(Mount::source)
            .findAny().orElseThrow();
        UnixSocket student = UnixSocket.connect(parent);
        student.sendByte('H');
        assertTrue(link.isReady());
        return link;
    }

    @Test
    void aJobHasNoMoreThanItMay() throws Exception {
        Semaphore relays = new Semaphore(2);
        try (JobDirs dirs = JobDirs.open(home); JobDir dir = dirs.create(_ -> { })) {
            dir.fill(Optional.empty(), Optional.empty(), false);
            try (UnixSocket grader = UnixSocket.listen(dir.sockets().resolve("pabc.sock"))) {
                WarmTransport relayed = link(dir, relays);
                relayed.connectGrader("pabc");
                assertTrue(grader.accept().isPresent());
                relayed.connect(Stdio.NONE);
                WarmTransport connected = link(dir, relays);
                connected.connectGrader("pabc");
                assertTrue(grader.accept().isPresent());
                WarmTransport rejected = link(dir, relays);
                String reason = assertThrows(IOException.class, () -> rejected.connectGrader("pabc")).getMessage();
                assertTrue(reason.contains("too many relay threads"), reason);
                rejected.close();
                connected.close();
                connected.close();
                assertEquals(1, relays.availablePermits(), "one that was not relayed gives its permit back once");
                relayed.close();
                relayed.close();
                assertTrue(relays.tryAcquire(2, 5, TimeUnit.SECONDS), "the thread gives its permit back at its end");
                relays.release(2);
                WarmTransport alone = link(dir, relays);
                assertThrows(IOException.class, () -> alone.connectGrader("nobody"));
                alone.close();
                assertEquals(2, relays.availablePermits());
            }
        }
    }
}
