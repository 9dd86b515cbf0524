package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PipeCapacityTest {

    /** Writes as much as fits without blocking, and returns the amount as its exit code, in units of 64 KiB. */
    private static final List<String> FILL = List.of("perl", "-e",
        "my $line = <STDIN>; fcntl(STDOUT, 4, 0x800) or die $!; exit(syswrite(STDOUT, 'x' x 3000000) >> 16)");

    @TempDir
    private Path folder;

    private static int fill(Process process) throws Exception {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return process.waitFor();
    }

    @Test
    void enlargesTheStdoutOfAnotherProcessToAMebibyte() throws Exception {
        Process process = new ProcessBuilder(FILL).start();
        assertTrue(PipeCapacity.enlargeStdout(process.pid()));
        assertEquals(16, fill(process));
        Process untouched = new ProcessBuilder(FILL).start();
        assertEquals(1, fill(untouched));
    }

    @Test
    void leavesStdoutAloneWhenItIsNoPipe() throws Exception {
        for (Redirect output : List.of(Redirect.DISCARD, Redirect.to(folder.resolve("file").toFile()))) {
            Process process = new ProcessBuilder(FILL).redirectOutput(output).start();
            assertFalse(PipeCapacity.enlargeStdout(process.pid()), output::toString);
            process.destroy();
        }
    }

    @Test
    void failsWhenTheProcessHasEnded() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        assertThrows(IOException.class, () -> PipeCapacity.enlargeStdout(process.pid()));
    }

    @Test
    void childProcessStartsWithALargeStdoutPipe() throws Exception {
        try (ChildProcess child = ChildProcess.start(FILL, Optional.empty())) {
            child.stdin().write('\n');
            assertEquals(16, child.exit().get());
        }
    }
}
