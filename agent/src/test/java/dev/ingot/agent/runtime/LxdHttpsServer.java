package dev.ingot.agent.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.agent.runtime.lxd.client.Credentials;
import dev.ingot.agent.runtime.lxd.client.LxdClient;
import dev.ingot.agent.runtime.lxd.client.LxdEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpMethod;

/** Makes the server of this host listen on https, as described in docs/runtimes/lxd.md, until it is closed. */
final class LxdHttpsServer implements AutoCloseable {

    private static final String ADDRESS = "core.https_address";

    private final LxdClient local;
    private final Path folder;
    private final String before;
    private final URI address;

    /**
     * Opens the server, which does not trust any certificate yet.
     *
     * @param folder for keys and certificates
     */
    LxdHttpsServer(LxdEndpoint server, Path folder) throws IOException, InterruptedException {
        local = new LxdClient(server, "default");
        this.folder = folder;
        JsonNode now = local.get("ask the server", "");
        before = now.path("config").path(ADDRESS).asText();
        Files.writeString(serverCertificate(), now.path("environment").path("certificate").asText());
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = URI.create("https://127.0.0.1:" + free.getLocalPort());
        }
        configure(address.getAuthority());
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes", "-days", "3", "-subj",
            "/CN=ingot", "-keyout", "key.pem", "-out", "agent.crt");
        openssl("pkcs12", "-export", "-inkey", "key.pem", "-in", "agent.crt", "-passout", "pass:", "-out", "lxd.p12");
    }

    Path serverCertificate() {
        return folder.resolve("server.crt");
    }

    /** Returns a certificate that is not the server's. */
    Path otherCertificate() {
        return folder.resolve("agent.crt");
    }

    /** Makes the server trust the client's certificate. */
    void trustAgent() throws IOException {
        local.send("trust us", HttpMethod.POST, "/certificates", Map.of("type", "client", "name", name(), "certificate",
            agentCertificate()));
    }

    /** @param certificate that the client expects of the server */
    LxdEndpoint endpoint(Path certificate) {
        return new LxdEndpoint(address, Optional.of(new Credentials(folder.resolve("lxd.p12"), certificate)));
    }

    /** Unique for each test run. */
    private String name() {
        return "ingot-test-" + ProcessHandle.current().pid();
    }

    private String agentCertificate() throws IOException {
        return Files.readString(otherCertificate()).replaceAll("-----.*-----|\\s", "");
    }

    private void configure(String authority) {
        local.send("listen at " + authority, HttpMethod.PATCH, "", Map.of("config", Map.of(ADDRESS, authority)));
    }

    private void openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Path said = folder.resolve("openssl.log");
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
            .redirectOutput(said.toFile()).start();
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + Files.readString(said));
        }
    }

    @Override
    public void close() {
        try (local) {
            for (JsonNode known : local.get("certificates", "/certificates?recursion=1")) {
                if (known.path("name").asText().equals(name())) {
                    String path = "/certificates/" + known.path("fingerprint").asText();
                    local.send("trust us no more", HttpMethod.DELETE, path, null);
                }
            }
            configure(before);
        }
    }
}
