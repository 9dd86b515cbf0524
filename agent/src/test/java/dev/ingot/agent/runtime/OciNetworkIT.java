package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.oci.OciSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that nothing of a container's network remains on the host. */
@RequiresRuntime("oci:crun")
class OciNetworkIT {

    private static final Pattern ADDRESS = Pattern.compile("inet ([0-9.]+)/");

    @TempDir
    private static Path folder;
    private static OciSettings settings;
    private static ContractFixture fixture;

    @BeforeAll
    static void open() throws Exception {
        settings = OciFixture.settings("crun", folder);
        fixture = OciFixture.open(settings, folder);
    }

    @AfterAll
    static void shut() {
        fixture.runtime().close();
    }

    @Test
    void removesRulesAddressAndPortsWithTheContainer() throws Exception {
        int port = freePort();
        String address;
        try (Container container = fixture.shell("ip -4 -o address show eth0; cat")
            .network(new Network.Bridge(Map.of(7000, port))).create()) {
            address = address(container.start());
            assertTrue(rules().contains(address + "/32"), address);
            assertTrue(rules().contains("dport " + port), "port " + port);
            assertTrue(Files.exists(lease(address)));
        }
        String left = rules();
        assertFalse(left.contains(address + "/32"), () -> address + " in " + left);
        assertFalse(left.contains("dport " + port), () -> port + " in " + left);
        assertFalse(Files.exists(lease(address)));
        new ServerSocket(port).close();
    }

    @Test
    void hostsFileNamesTheHostOnlyOnABridge() throws Exception {
        String alone = fixture.shell("cat /etc/hosts").run().stdout();
        String connected = fixture.shell("cat /etc/hosts").network(new Network.Bridge(Map.of())).run().stdout();
        assertFalse(alone.contains("host.docker.internal"), alone);
        assertTrue(connected.contains("10.213.0.1\thost.docker.internal"), connected);
    }

    @Test
    void aBridgeGivesNoIpv6Address() throws Exception {
        Network bridge = new Network.Bridge(Map.of());
        assertEquals("", fixture.shell("ip -6 -o address show eth0").network(bridge).run().stdout());
        assertTrue(fixture.shell("ip -6 -o address show lo").network(bridge).run().stdout().contains("::1/128"));
    }

    private static Path lease(String address) {
        return settings.state().resolve("addresses/ingot").resolve(address);
    }

    private static String address(Stdio streams) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = streams.stdout().read(); c >= 0 && c != '\n'; c = streams.stdout().read()) {
            line.append((char) c);
        }
        Matcher found = ADDRESS.matcher(line);
        assertTrue(found.find(), line::toString);
        return found.group(1);
    }

    private static String rules() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("iptables-save").redirectErrorStream(true).start();
        String rules = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), rules);
        return rules;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
