package dev.ingot.observation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
    private static final HostNames NAMES = new HostNames(Set.of("localhost", "grader-1", "grader-1.example.org"));

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:9464", "192.0.2.7:9464", "[::1]", "[::1]:9464", "[fe80::1]:1", "localhost",
        "LocalHost:9464", "localhost.:9464", "grader-1:9464", "GRADER-1.example.org", "grader-1.example.org.:80"})
    void servesAddressesAndNamesOfThisHost(String host) {
        assertTrue(NAMES.canServe(host), host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:9464", "127.0.0.1.evil.example", "localhost.evil.example", "", "a b",
        "grader-1.evil.example:9464", "grader-1@evil.example", "evil.example:9464:1", "[evil.example]", "localhost/evil"})
    void rejectsOtherHostNames(String host) {
        assertEquals(false, NAMES.canServe(host), host);
    }

    @Test
    void servesRequestsWithoutAHostHeader() {
        assertTrue(NAMES.canServe(null));
    }

    @Test
    void addsTheResolversSearchDomainsToTheHostName() throws IOException {
        Path hostname = Files.writeString(dir.resolve("hostname"), "Grader-1\n");
        Path resolver = Files.writeString(dir.resolve("resolv.conf"),
            "# search none.example\nnameserver 192.0.2.1\nsearch a.example  b.example.\ndomain c.example\n");
        assertEquals(Set.of("localhost", "grader-1", "grader-1.a.example", "grader-1.b.example", "grader-1.c.example", "other"),
            HostNames.read(hostname, resolver, List.of("Other")).names());
        assertEquals(Set.of("localhost"), HostNames.read(dir.resolve("none"), dir.resolve("none"), List.of()).names());
    }
}
