package dev.ingot.agent.runtime.oci.network;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.ingot.agent.linux.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container's own network on a bridge of the host: a namespace, and what CNI plugins have set up for it. It is recorded in
 * one folder, so that a later agent process can undo it.
 *
 * @param folder    created by {@link #connect}; missing for a container without network
 * @param container the container's id
 */
public record BridgeNetwork(Path folder, String container) {

    private static final String SETTINGS = "plugins.json";
    private static final String RESULT = "result.json";
    private static final String DRAFT = "draft";
    private static final ObjectMapper JSON =
        new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /** Returns the file of the network namespace. */
    public Path namespace() {
        return folder.resolve("namespace");
    }

    /**
     * Creates the namespace and connects it. Undone by {@link #disconnect}, also when this fails.
     *
     * @param users the user namespace that owns it; empty for the host's
     */
    public void connect(BridgePlan plan, Optional<Path> users) throws IOException {
        Files.createDirectory(folder);
        // Written first, so that everything can be undone after a crash.
        writeAtomically(SETTINGS, plan);
        if (users.isPresent()) {
            NetworkNamespace.make(namespace(), users.get());
        } else {
            NetworkNamespace.make(namespace());
        }
        Map<String, Object> result = null;
        for (Map<String, Object> plugin : plan.plugins()) {
            String interfaceName = plan.interfaceOf(plugin);
            Map<String, Object> output = call(plan, plugin, "ADD", interfaceName, result);
            if (!interfaceName.equals(BridgePlan.LOOPBACK)) {
                result = output;
                writeAtomically(RESULT, result);
            }
        }
    }

    /** Disconnects and removes the network, as far as possible before it fails. Idempotent. */
    public void disconnect() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        BridgePlan plan;
        try {
            plan = JSON.readValue(Files.readAllBytes(folder.resolve(SETTINGS)), new TypeReference<>() { });
        } catch (NoSuchFileException e) {
            Files.deleteIfExists(folder.resolve(DRAFT));
            Files.deleteIfExists(folder);
            return;
        }
        // Without the result the firewall plugin would not remove its rules.
        Map<String, Object> result = readResult();
        IOException failure = null;
        List<Map<String, Object>> plugins = new ArrayList<>(plan.plugins()).reversed();
        for (Map<String, Object> plugin : plugins) {
            try {
                call(plan, plugin, "DEL", plan.interfaceOf(plugin), result);
            } catch (IOException e) {
                failure = e;
            }
        }
        NetworkNamespace.remove(namespace());
        if (failure != null) {
            throw failure;
        }
        for (String name : List.of(DRAFT, RESULT, SETTINGS)) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.deleteIfExists(folder);
    }

    /** Writes a file completely or not at all, even if this process is killed. */
    private void writeAtomically(String name, Object content) throws IOException {
        Path draft = Files.write(folder.resolve(DRAFT), JSON.writeValueAsBytes(content));
        Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns the recorded result of the plugins; null when there is none. */
    private Map<String, Object> readResult() throws IOException {
        try {
            return JSON.readValue(Files.readAllBytes(folder.resolve(RESULT)), new TypeReference<>() { });
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private Map<String, Object> call(BridgePlan plan, Map<String, Object> plugin, String command, String interfaceName,
            Map<String, Object> previous) throws IOException {
        Map<String, Object> settings = new HashMap<>(plugin);
        settings.put("cniVersion", BridgePlan.VERSION);
        settings.put("name", BridgePlan.NAME);
        if (previous != null) {
            settings.put("prevResult", previous);
        }
        Map<String, String> variables = Map.of("CNI_COMMAND", command, "CNI_CONTAINERID", container,
            "CNI_NETNS", namespace().toString(), "CNI_IFNAME", interfaceName, "CNI_PATH", plan.folder());
        byte[] output = new CniPlugin(Path.of(plan.folder(), (String) plugin.get("type")), variables)
            .run(JSON.writeValueAsBytes(settings));
        return output.length == 0 ? null : JSON.readValue(output, new TypeReference<>() { });
    }
}
