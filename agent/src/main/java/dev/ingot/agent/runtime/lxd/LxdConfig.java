package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.config.source.ConfigSection;
import dev.ingot.agent.config.source.ConfigSectionWriter;
import dev.ingot.agent.config.source.ValueFormat;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.HostNotice;
import dev.ingot.agent.runtime.KernelSettings;
import dev.ingot.agent.runtime.RuntimeCommon;
import dev.ingot.agent.runtime.RuntimeSettings;
import dev.ingot.agent.runtime.lxd.client.Credentials;
import dev.ingot.agent.runtime.lxd.client.LxdEndpoint;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The configuration keys of a runtime of LXD or Incus. The defaults are what deploy/host/start-lxd.sh sets up.
 *
 * @param manager     the value of the key {@code manager}
 * @param server      which of the two
 * @param socket      {@code unix:///path} or {@code https://host:port}; empty for the server's usual socket
 * @param project     holds the images and the instances
 * @param storagePool the storage pool of the instances
 * @param bridge      the bridge of containers with a network
 * @param keystore    the agent's key and certificate for a server over https: PKCS #12 with an empty password
 * @param certificate such a server's certificate: PEM
 */
record LxdConfig(String manager, LxdServerKind server, String socket, String project, String storagePool, String bridge,
                 Optional<Path> keystore, Optional<Path> certificate) implements RuntimeSettings {
    static final String SERVER = "server";
    private static final String SOCKET = "socket";
    private static final String PROJECT = "project";
    private static final String STORAGE_POOL = "storage-pool";
    private static final String BRIDGE = "bridge";
    private static final String KEYSTORE = "keystore";
    private static final String CERTIFICATE = "certificate";
    /** The keys that {@link #read} reads. */
    static final Set<String> KEYS = Set.of(SOCKET, PROJECT, STORAGE_POOL, BRIDGE, KEYSTORE, CERTIFICATE);
    private static final ValueFormat<String> SOCKET_FORMAT = ValueFormat.matching(
        "of the form unix:///path or https://host:port", "unix:///var/lib/lxd/unix.socket",
        text -> text.matches("unix:///\\S+|https://\\S+:\\d+"));

    /** Reads all keys but {@code server}. */
    static LxdConfig read(String manager, LxdServerKind server, ConfigSection section) {
        KernelSettings.KEYS.stream().sorted().forEach(key ->
            section.reject(key, "instances always run on the host's kernel", "remove " + key));
        section.acceptOldName("pool", STORAGE_POOL);
        section.acceptOldName("network", BRIDGE);
        LxdConfig config = new LxdConfig(manager, server,
            section.readValue(SOCKET, SOCKET_FORMAT).orElse(""),
            section.readValue(PROJECT, ValueFormat.WORD).orElse("default"),
            section.readValue(STORAGE_POOL, ValueFormat.WORD).orElse("ingot"),
            section.readValue(BRIDGE, ValueFormat.WORD).orElse("ingotbr0"),
            section.readValue(KEYSTORE, ValueFormat.FILE),
            section.readValue(CERTIFICATE, ValueFormat.FILE));
        if (config.socket.startsWith("https:") && (config.keystore.isEmpty() || config.certificate.isEmpty())) {
            section.addProblem(SOCKET, "https needs a client key and the server's certificate",
                "give keystore (the agent's) and certificate (the server's); docs/runtimes/lxd.md makes them");
        }
        return config;
    }

    @Override
    public void write(ConfigSectionWriter writer) {
        if (manager.equals(LxdProvider.MANAGER)) {
            writer.put(SERVER, server.configName());
        }
        writer.putIfNotEmpty(SOCKET, socket).put(PROJECT, project).put(STORAGE_POOL, storagePool).put(BRIDGE, bridge)
            .put(KEYSTORE, keystore).put(CERTIFICATE, certificate);
    }

    @Override
    public ContainerRuntime open(RuntimeCommon common, Consumer<HostNotice> notices) {
        LxdSettings settings = LxdSettings.of(common.name(), server).withServerObjects(project, storagePool, bridge)
            .withDiskLimit(common.diskBytes());
        return new LxdRuntime(socket.isEmpty() ? settings : settings.withEndpoint(new LxdEndpoint(URI.create(socket),
            keystore.flatMap(key -> certificate.map(pem -> new Credentials(key, pem))))));
    }
}
