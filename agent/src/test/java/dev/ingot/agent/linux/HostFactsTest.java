package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HostFactsTest {

    @Test
    void openFilesAreTheSoftLimit() throws IOException {
        assertEquals(64, HostFacts.openFiles("Max open files            64                   20000                files\n"));
        assertEquals(Long.MAX_VALUE, HostFacts.openFiles("Max open files            unlimited      unlimited      files\n"));
        assertTrue(HostFacts.openFiles() > 0);
        assertEquals(HostFacts.openFiles(), OpenFiles.raise(1), "it is never lowered");
    }

    @Test
    void theMostProcessesAreThoseTheKernelSays() throws Exception {
        assertEquals(Long.parseLong(said("cat", "/proc/sys/kernel/pid_max")), HostFacts.processes());
    }

    @Test
    void aUserMayHaveAsManyAsItsHardLimitSaysAndNoMoreThanTheHost() throws Exception {
        String most = said("bash", "-c", "ulimit -Su 300; ulimit -Hu");
        long host = HostFacts.processes();
        assertEquals(most.equals("unlimited") ? host : Math.min(host, Long.parseLong(most)), HostFacts.processesPerUser());
    }

    private static String said(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
