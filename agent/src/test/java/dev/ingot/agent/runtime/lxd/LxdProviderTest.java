package dev.ingot.agent.runtime.lxd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.runtime.HostNeeds;
import dev.ingot.agent.runtime.ProviderRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads and writes the configuration keys of LXD. */
class LxdProviderTest {
    private static final LxdProvider PROVIDER = new LxdProvider();
    private static final LxdConfig DEFAULT = new LxdConfig("lxd", LxdServerKind.LXD, "", "default", "ingot", "ingotbr0",
        Optional.empty(), Optional.empty());

    @Test
    void roundTripsDefaultsAndEveryKey() {
        assertEquals(DEFAULT, ProviderRun.roundTrip(PROVIDER, "{}"));
        assertEquals(HostNeeds.NONE, DEFAULT.needs());
        assertEquals(new LxdConfig("lxd", LxdServerKind.INCUS, "https://h:8443", "p", "s", "b", Optional.of(Path.of("k")),
            Optional.of(Path.of("c"))), ProviderRun.roundTrip(PROVIDER,
                "{server: incus, socket: 'https://h:8443', project: p, storage-pool: s, bridge: b, keystore: k, certificate: c}"));
    }

    @Test
    void acceptsTheEarlierNamesWithCautions() {
        ProviderRun run = ProviderRun.read(PROVIDER, "{flavour: incus, pool: s, network: b}");
        assertEquals(List.of(), run.problems());
        assertEquals(List.of("flavour: this key is now called server; rename it to server",
            "pool: this key is now called storage-pool; rename it to storage-pool",
            "network: this key is now called bridge; rename it to bridge"), run.cautions());
        assertEquals(ProviderRun.read(PROVIDER, "{server: incus, storage-pool: s, bridge: b}").settings(), run.settings());
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared-kernel", "overhead"})
    void rejectsKeysAboutTheKernelWithTheCause(String key) {
        assertEquals(List.of(key + ": instances always run on the host's kernel; remove " + key),
            ProviderRun.read(PROVIDER, "{" + key + ": 0}").problems());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {socket: 'tcp://h:1'}      | socket: "tcp://h:1" is not of the form unix:///path or https://host:port
        {socket: 'https://h:8443'} | socket: https needs a client key and the server's certificate
        {server: lxc}              | server: "lxc" is not one of: lxd, incus
        {flavour: lxc}             | flavour: "lxc" is not one of: lxd, incus
        {oci-runtime: crun}        | oci-runtime: unknown key
        {userns: auto}             | userns: unknown key
        """, quoteCharacter = '`')
    void reportsInvalidKeys(String yaml, String start) {
        List<String> problems = ProviderRun.read(PROVIDER, yaml).problems();
        assertEquals(1, problems.size(), problems.toString());
        assertEquals(start, problems.getFirst().substring(0, start.length()));
    }
}
