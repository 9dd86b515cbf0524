package dev.ingot.agent.runtime.lxd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.ProviderRun;
import dev.ingot.agent.runtime.RuntimeCommon;
import dev.ingot.agent.runtime.RuntimeSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads and writes the configuration keys of Incus, and opens its runtime without a server. */
class IncusProviderTest {
    private static final IncusProvider PROVIDER = new IncusProvider();

    @Test
    void roundTripsDefaultsAndEveryKey() {
        assertEquals(new LxdConfig("incus", LxdServerKind.INCUS, "", "default", "ingot", "ingotbr0", Optional.empty(),
            Optional.empty()), ProviderRun.roundTrip(PROVIDER, "{}"));
        assertEquals(new LxdConfig("incus", LxdServerKind.INCUS, "https://h:8443", "p", "s", "b", Optional.of(Path.of("k")),
            Optional.of(Path.of("c"))), ProviderRun.roundTrip(PROVIDER,
                "{socket: 'https://h:8443', project: p, storage-pool: s, bridge: b, keystore: k, certificate: c}"));
    }

    @Test
    void opensARuntimeOfIncus(@TempDir Path folder) {
        RuntimeCommon common = new RuntimeCommon("x", folder, folder, folder, 1 << 30, 1000);
        RuntimeSettings settings = ProviderRun.read(PROVIDER, "{socket: 'unix:///nowhere'}").settings();
        try (ContainerRuntime runtime = settings.open(common, notice -> { })) {
            assertEquals("x", runtime.name());
            Health.Unavailable health = assertInstanceOf(Health.Unavailable.class, runtime.probe());
            assertTrue(health.remedy().contains("incus"), health.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {server: incus}       | server: unknown key
        {flavour: incus}      | flavour: unknown key
        {shared-kernel: true} | shared-kernel: instances always run on the host's kernel; remove shared-kernel
        {socket: 'tcp://h:1'} | socket: "tcp://h:1" is not of the form unix:///path or https://host:port
        """)
    void reportsKeysThatItDoesNotHave(String yaml, String start) {
        List<String> problems = ProviderRun.read(PROVIDER, yaml).problems();
        assertEquals(1, problems.size(), problems.toString());
        assertEquals(start, problems.getFirst().substring(0, start.length()));
    }
}
