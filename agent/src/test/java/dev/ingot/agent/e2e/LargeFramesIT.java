package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.BusyboxImage;
import dev.ingot.agent.runtime.OciFixture;
import dev.ingot.agent.runtime.RequiresRuntime;
import dev.ingot.agent.runtime.oci.OciSettings;
import dev.ingot.agent.runtime.oci.store.ImageSource;
import dev.ingot.agent.runtime.oci.store.ImageStore;
import dev.ingot.agent.session.TestBackend;
import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage.NewJob;
import dev.ingot.protocol.JobResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests containers with large messages, with an agent in a separate process with the usual JVM options. */
@RequiresRuntime("oci:crun")
@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
class LargeFramesIT {
    private static final int MIB = 1 << 20;
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    /** {@code {"result": [...], "type": "result"}}, and what it is for one that is sound. */
    private static final String MAPS = "printf '\\017\\240\\000\\031\\202\\246result\\335\\017\\240\\000\\000'; "
        + "head -c 262144000 /dev/zero | tr '\\000' '\\200'; printf '\\244type\\246result'; sleep 60";
    private static final String QUICK =
        "printf '\\000\\000\\000\\044\\202\\244type\\246result\\246result\\201\\246result\\247success'";
    private static final int ARCHIVE = 100_000_000;

    @TempDir
    static Path folder;
    private TestBackend backend;
    private Process agent;

    private static String archive() {
        int length = 49 + ARCHIVE;
        return "printf '" + octal(length) + "\\202\\244type\\246result\\246result\\202\\246result\\247success\\247archive\\333"
            + octal(ARCHIVE) + "'; head -c " + ARCHIVE + " /dev/zero | tr '\\000' A";
    }

    private static String octal(int number) {
        StringBuilder digits = new StringBuilder();
        for (int shift = 24; shift >= 0; shift -= Byte.SIZE) {
            digits.append('\\').append(String.format("%03o", number >> shift & 0xff));
        }
        return digits.toString();
    }

    @BeforeAll
    void start() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        OciSettings settings = OciFixture.settings("crun", folder);
        try (ImageStore store = ImageStore.open(settings.images())) {
            for (Map.Entry<String, String> program : Map.of("maps", MAPS, "quick", QUICK, "archive", archive()).entrySet()) {
                Path image = folder.resolve("image.tar");
                Files.write(image, BusyboxImage.grading(program.getKey(), program.getValue()));
                store.importFrom(ImageSource.parse("docker-archive:" + image));
            }
        }
        Files.createDirectories(folder.resolve("tasks"));
        backend = new TestBackend("tcp://127.0.0.1:*");
        agent = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "@../config/jvm.options", "-cp",
            System.getProperty("java.class.path"), SmallAgent.class.getName(), Integer.toString(backend.port()),
            folder.toString()).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        assertEquals(SmallAgent.ID, backend.next().from());
    }

    @AfterAll
    void stop() throws Exception {
        agent.getOutputStream().close();
        assertTrue(agent.waitFor(30, TimeUnit.SECONDS), "it does not end");
        backend.close();
    }

    private void submit(String id, String environment) {
        backend.send(SmallAgent.ID, new NewJob(id, null, null, false, Map.of(), Map.of(), "docker", environment,
            Map.of("limits", Map.of("time", 60, "hard_time", 60, "memory", 100)), false));
    }

    /** Waits for the next answer. */
    private AgentMessage.JobDone awaitAnswer() throws InterruptedException, IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < end) {
            TestBackend.ReceivedMessage heard = backend.nextOrNull();
            if (heard != null && heard.message() instanceof AgentMessage.JobDone done) {
                return done;
            }
        }
        throw new AssertionError("no answer; the agent said " + Files.readString(folder.resolve("log")));
    }

    private long readPeakMebibytes() throws IOException {
        Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc/" + agent.pid() + "/status")));
        assertTrue(peak.find());
        return Long.parseLong(peak.group(1)) / 1024;
    }

    @Test
    void aHugeFrameOverflowsItsOwnJobOnly() throws Exception {
        submit("attack", "maps");
        String attack = null;
        long longest = 0;
        for (int i = 0; i < 30; i++) {
            long start = System.nanoTime();
            submit("quick-" + i, "quick");
            AgentMessage.JobDone done = awaitAnswer();
            if (done.jobId().equals("attack")) {
                attack = done.result().status();
                done = awaitAnswer();
            }
            assertEquals("success", done.result().status());
            long asked = System.nanoTime();
            while (backend.nextPong().nanoTime() < asked) {
                assertTrue(System.nanoTime() - asked < TimeUnit.SECONDS.toNanos(2), "no pong for two seconds");
            }
            longest = Math.max(longest, System.nanoTime() - start);
        }
        assertEquals("overflow", attack == null ? awaitAnswer().result().status() : attack);
        System.out.println("beside a frame of 250 MiB: a job and a pong took at most " + longest / 1_000_000 + " ms, the agent "
            + readPeakMebibytes() + " MiB");
        assertTrue(longest < TimeUnit.SECONDS.toNanos(3), longest + " ns");
        assertTrue(readPeakMebibytes() < 250, () -> "the agent took much memory");
    }

    @Test
    void acceptsLargeArchives() throws Exception {
        for (int i = 0; i < 2; i++) {
            submit("archive-" + i, "archive");
        }
        for (int i = 0; i < 2; i++) {
            JobResult result = awaitAnswer().result();
            assertEquals("success", result.status(), result.text());
            assertEquals(ARCHIVE / 4 * 3, result.archive().length);
        }
        System.out.println("two archives of " + ARCHIVE / MIB + " MiB: the agent took " + readPeakMebibytes() + " MiB");
    }
}
