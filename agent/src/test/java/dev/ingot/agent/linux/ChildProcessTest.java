package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ChildProcessTest {

    private static ChildProcess shell(String script) throws IOException {
        return ChildProcess.start(List.of("sh", "-c", script), Optional.empty());
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    @Test
    void separatesStdoutFromStderrAndReportsTheExitCode() throws Exception {
        try (ChildProcess child = shell("echo out; echo err >&2; exit 42")) {
            assertEquals("out", text(child.stdout()));
            assertEquals("err", text(child.stderr()));
            assertEquals(42, child.exit().get(10, TimeUnit.SECONDS));
            assertFalse(child.isAlive());
        }
    }

    @Test
    void anyBytesPassBothWays() throws Exception {
        byte[] bytes = new byte[1 << 20];
        new Random(1).nextBytes(bytes);
        try (ChildProcess child = ChildProcess.start(List.of("cat"), Optional.empty())) {
            Thread.ofVirtual().start(() -> {
                try (OutputStream stdin = child.stdin()) {
                    stdin.write(bytes);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertArrayEquals(bytes, child.stdout().readAllBytes());
            assertEquals(0, child.exit().get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void readsTheControlPipe() throws Exception {
        try (ChildProcess child = shell("read -r line <&3; echo \"$line\"")) {
            try (OutputStream word = child.control()) {
                word.write("now\n".getBytes(StandardCharsets.UTF_8));
            }
            assertEquals("now", text(child.stdout()));
        }
    }

    @Test
    void inheritsOnlyItsStreamsTheControlPipeAndPath(@TempDir Path folder) throws Exception {
        try (InputStream open = Files.newInputStream(Files.createFile(folder.resolve("open")));
             ChildProcess child = shell("ls /proc/self/fd | wc -l; env | sed 's/=.*//' | sort")) {
            assertEquals(0, open.available());
            // Three streams, the control pipe, and the folder that ls reads.
            assertEquals(List.of("5", "PATH", "PWD"), text(child.stdout()).lines().toList());
        }
    }

    /** Starts more virtual threads than there are carrier threads. */
    @Test
    void waitingVirtualThreadsOccupyNoCarrier() throws Exception {
        List<ChildProcess> silent = new ArrayList<>();
        List<Thread> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors() * 2 + 8; i++) {
                ChildProcess child = ChildProcess.start(List.of("cat"), Optional.empty());
                silent.add(child);
                waiting.add(Thread.ofVirtual().start(() -> awaitOutput(child)));
            }
            // Time in which all threads block; a virtual thread that pins its carrier still counts as running.
            Thread.sleep(200);
            CompletableFuture<Boolean> run = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> run.complete(true));
            assertTrue(run.get(10, TimeUnit.SECONDS));
        } finally {
            // Ends every wait.
            silent.forEach(ChildProcess::close);
            silent.forEach(ChildProcess::kill);
        }
        for (Thread thread : waiting) {
            assertTrue(thread.join(Duration.ofSeconds(10)));
        }
    }

    /** Returns when the child's output ends or the agent's end of it is closed. */
    private static void awaitOutput(ChildProcess child) {
        try {
            child.stdout().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The agent's end was closed first.
            return;
        }
    }

    @Test
    void startsInItsOwnSession() throws Exception {
        try (ChildProcess child = shell("ps -o sid= -p $$")) {
            assertEquals(Long.toString(child.pid()), text(child.stdout()));
        }
    }

    @Test
    void usesADeviceForAllStreams(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("device");
        Files.createFile(file);
        try (ChildProcess child = ChildProcess.start(List.of("sh", "-c", "echo out; echo err >&2"), Optional.of(file))) {
            assertEquals(0, child.exit().get(10, TimeUnit.SECONDS));
            assertEquals("", text(child.stdout()));
        }
        assertEquals("out\nerr\n", Files.readString(file));
    }

    @Test
    void reportsTheSignalAndIsReapedWhenKilled() throws Exception {
        try (ChildProcess child = shell("exec sleep 600")) {
            assertTrue(child.isAlive());
            child.kill();
            assertEquals(137, child.exit().get(10, TimeUnit.SECONDS));
            assertFalse(Files.exists(Path.of("/proc", Long.toString(child.pid()))));
            // The process id may belong to another process now.
            child.kill();
        }
    }

    @Test
    void failsWithoutLeakingDescriptorsWhenTheProgramIsMissing() throws Exception {
        ChildProcess.start(List.of("true"), Optional.empty()).close();
        long before = descriptors();
        IOException error = assertThrows(IOException.class,
            () -> ChildProcess.start(List.of("no-such-program"), Optional.empty()));
        assertTrue(error.getMessage().contains("no-such-program"), error.getMessage());
        assertEquals(before, descriptors());
    }

    private static long descriptors() throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(path -> {
                try {
                    return Files.readSymbolicLink(path).toString().startsWith("pipe:");
                } catch (IOException e) {
                    return false;
                }
            }).count();
        }
    }
}
