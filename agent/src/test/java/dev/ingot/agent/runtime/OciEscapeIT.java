package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.runtime.ContainerSpecBuilder.RunResult;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tries to escape from a container by system calls, made with the host's Perl, which every Debian host has. */
@RequiresRuntime("oci:crun")
class OciEscapeIT {
    /** Prints the error number of each attempt, 0 for success. */
    private static final String TRY = """
        my $parameters = "\\0" x 120;
        sub told { printf "%s %d\\n", $_[0], $_[1] ? 0 : $!; }
        told("vsock", socket(my $hypervisor, 40, 1, 0));
        told("io_uring", syscall(425, 1, $parameters) >= 0);
        socket(my $socket, 1, 1, 0) or die $!;
        told("abstract", connect($socket, pack("S a*", 1, "\\0$ARGV[0]")));
        """;
    private static final String LISTEN = """
        socket(my $socket, 1, 1, 0) or die $!;
        bind($socket, pack("S a*", 1, "\\0$ARGV[0]")) && listen($socket, 5) or die $!;
        $| = 1; print "up\\n"; sleep 300;
        """;
    private static final int EPERM = 1;
    private static final int ECONNREFUSED = 111;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"crun", "runc"})
    void cannotReachVsockIoUringOrAbstractSocketsOfTheHost(String ociRuntime) throws Exception {
        String name = "ingot-" + UUID.randomUUID();
        Process listener = perl(LISTEN, name);
        try (BufferedReader said = listener.inputReader()) {
            assertEquals("up", said.readLine());
            Process outside = perl(TRY, name);
            String open = new String(outside.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertEquals("abstract 0", open.lines().toList().getLast(), "it can be reached from the host");
            RunResult inside = inside(ociRuntime, name);
            assertEquals("vsock " + EPERM + "\nio_uring " + EPERM + "\nabstract " + ECONNREFUSED + "\n", inside.stdout(),
                inside::stderr);
        } finally {
            listener.destroy();
        }
    }

    private RunResult inside(String ociRuntime, String name) throws Exception {
        ContractFixture fixture = OciFixture.open(OciFixture.settings(ociRuntime, folder), folder);
        try {
            return fixture.perl(TRY, name).run();
        } finally {
            fixture.runtime().close();
        }
    }

    private static Process perl(String program, String name) throws Exception {
        return new ProcessBuilder(command(program, name)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static List<String> command(String program, String name) {
        return List.of("/usr/bin/perl", "-e", program, name);
    }
}
