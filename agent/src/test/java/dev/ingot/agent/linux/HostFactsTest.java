package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HostFactsTest {

    @Test
    void openFilesAreTheSoftLimit() throws IOException {
        assertEquals(64, HostFacts.openFileLimit("Max open files            64                   20000                files\n"));
        assertEquals(Long.MAX_VALUE, HostFacts.openFileLimit("Max open files            unlimited      unlimited      files\n"));
        assertTrue(HostFacts.openFileLimit() > 0);
        assertEquals(HostFacts.openFileLimit(), OpenFileLimit.raise(1), "the limit is never lowered");
    }

    @Test
    void maxProcessesIsThePidMaxOfTheKernel() throws Exception {
        assertEquals(Long.parseLong(outputOf("cat", "/proc/sys/kernel/pid_max")), HostFacts.maxProcesses());
    }

    @Test
    void maxProcessesPerUserIsTheHardLimitCappedByPidMax() throws Exception {
        String most = outputOf("bash", "-c", "ulimit -Su 300; ulimit -Hu");
        long host = HostFacts.maxProcesses();
        assertEquals(most.equals("unlimited") ? host : Math.min(host, Long.parseLong(most)), HostFacts.maxProcessesPerUser());
    }

    private static String outputOf(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
