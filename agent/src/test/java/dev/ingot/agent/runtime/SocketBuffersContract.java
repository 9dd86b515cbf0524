package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that data in transit between the sockets of a container, which occupies kernel memory, is limited. */
abstract class SocketBuffersContract {

    private static final long MIB = ContainerSpecBuilder.MIB;
    private static final long LIMIT = 100 * MIB;
    /** Allowance for what is sent between two checks and until a busy manager has killed the container: 400 MB take a second. */
    private static final long MARGIN = 100 * MIB;
    private static final long PAGE = 4096;
    private static final Pattern IN_FLIGHT = Pattern.compile("(?m)^(?:TCP|UDP): .*\\bmem (\\d+)");
    /** Fills sockets that are not read, until 400 MB are in flight or it has no more descriptors, and keeps them for a while. */
    private static final String FILL = """
        my ($kind, $sent, @all) = ($ARGV[0], 0);
        my $go = <STDIN>;
        my $local = pack("S n C4 x8", 2, 0, 127, 0, 0, 1);
        sub made { socket(my $s, 2, $_[0], 0) or return; push @all, $s; $s }
        sub nonblocking { fcntl($_[0], 4, 0x800) }
        sub fill { my $n; while ($n = send($_[0], "x" x 60000, 0)) { $sent += $n; last if $sent > 400e6 } }
        my $listener = made(1); bind($listener, $local); listen($listener, 4096);
        while ($sent < 400e6) {
            if ($kind eq "udp") {
                my $reader = made(2) or last; bind($reader, $local); setsockopt($reader, 1, 8, pack("i", 4 << 20));
                my $writer = made(2) or last; connect($writer, getsockname($reader)) or last; nonblocking($writer);
                for (1 .. 100) { send($writer, "x" x 60000, 0) and $sent += 60000 }
            } else {
                my $one = made(1) or last; connect($one, getsockname($listener)) or last;
                accept(my $other, $listener) or last; push @all, $other;
                for ($one, $other) { nonblocking($_); fill($_) }
            }
        }
        $| = 1; print "full\\n"; select(undef, undef, undef, 0.3);
        """;

    private final ContractFixture fixture;

    SocketBuffersContract(ContractFixture fixture) {
        this.fixture = fixture;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void socketBuffersStayWithinTheMemoryLimitOrReportOutOfMemory(String kind) throws Exception {
        fixture.assume(Capability.LIMIT_MEMORY);
        fixture.assume(Capability.CHEAP_USAGE);
        fixture.assumeIsolated();
        long before = inFlight();
        long most = 0;
        try (Container container = fixture.perl(FILL, kind).memory(LIMIT).files(4096).create()) {
            Stdio streams = container.start();
            streams.stdin().write(ContractFixture.bytes("go\n"));
            streams.stdin().flush();
            Thread end = Thread.ofVirtual().start(() -> ContractFixture.text(streams.stdout()));
            while (end.isAlive()) {
                most = Math.max(most, inFlight() - before);
                // The agent also kills a container that exceeds a limit.
                if (container.usage().outOfMemory()) {
                    container.kill();
                }
                Thread.sleep(20);
            }
        }
        long seen = most / MIB;
        assertTrue(most < LIMIT + MARGIN, () -> seen + " MiB of " + kind + " were in flight");
    }

    /** Returns the kernel's own count for the whole host. */
    private static long inFlight() throws Exception {
        Matcher line = IN_FLIGHT.matcher(Files.readString(Path.of("/proc/net/sockstat")));
        long pages = 0;
        while (line.find()) {
            pages += Long.parseLong(line.group(1));
        }
        return pages * PAGE;
    }
}
