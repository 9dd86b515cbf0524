package dev.ingot.agent.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sends signals to a separate process that has installed the hook. */
class ShutdownHookTest {

    /** Shuts down quickly, hangs or fails at a signal, or exits without one, as its argument says. */
    static final class Program {
        public static void main(String[] arguments) throws InterruptedException {
            try (ShutdownHook signals = ShutdownHook.install(() -> shutDown(arguments[0]))) {
                System.out.println("ready");
                if (!arguments[0].equals("exits")) {
                    Thread.sleep(60_000);
                }
            }
            System.exit(3);
        }

        private static void shutDown(String how) {
            System.out.println("shutting down");
            switch (how) {
                case "stuck" -> {
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
                case "fails" -> throw new IllegalStateException("cannot shut down");
                default -> System.out.println("shut down");
            }
        }
    }

    private static Process start(String how) throws IOException {
        // A shell starts background commands with SIGINT ignored, and child processes inherit that.
        Process process = new ProcessBuilder("env", "--default-signal=INT",
            ProcessHandle.current().info().command().orElseThrow(), "--enable-native-access=ALL-UNNAMED",
            "-cp", System.getProperty("java.class.path"), Program.class.getName(), how)
            .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return process;
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid())).start().waitFor());
    }

    private static int status(Process process) throws InterruptedException {
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "the process did not exit");
        return process.exitValue();
    }

    @ParameterizedTest
    @CsvSource({"TERM,quick,0", "INT,quick,0", "TERM,fails,1"})
    void firstSignalRunsTheHookAndHalts(String signal, String how, int status) throws Exception {
        Process process = start(how);
        try (BufferedReader out = process.inputReader()) {
            assertEquals("ready", out.readLine());
            signal(process, signal);
            assertEquals("shutting down", out.readLine());
            assertEquals(status, status(process));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void secondSignalKillsImmediately() throws Exception {
        Process process = start("stuck");
        try (BufferedReader out = process.inputReader()) {
            assertEquals("ready", out.readLine());
            signal(process, "TERM");
            assertEquals("shutting down", out.readLine());
            signal(process, "TERM");
            assertEquals(128 + 15, status(process));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void normalExitKeepsItsStatus() throws Exception {
        Process process = start("exits");
        try {
            assertEquals(3, status(process));
        } finally {
            process.destroyForcibly();
        }
    }
}
