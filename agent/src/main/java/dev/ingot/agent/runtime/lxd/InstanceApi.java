package dev.ingot.agent.runtime.lxd;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.lxd.client.LxdClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpMethod;

/** The acts on instances and images, in the words of the API. */
final class InstanceApi {

    /** Of the longest act, unpacking an image the first time. */
    private static final Duration OPERATION_TIMEOUT = Duration.ofMinutes(5);
    private static final String LABEL = "user.";

    private final LxdClient client;
    private final Map<String, LxdImage> images = new ConcurrentHashMap<>();

    InstanceApi(LxdClient client) {
        this.client = client;
    }

    LxdClient client() {
        return client;
    }

    /** The configuration key of a label. */
    static String labelKey(String label) {
        return LABEL + label;
    }

    List<LxdImage> images() {
        List<LxdImage> found = new ArrayList<>();
        for (JsonNode image : client.get("list images", "/images?recursion=1")) {
            if (image.path("properties").has(Labels.ENVIRONMENT_NAME)) {
                found.add(LxdImage.of(image));
            }
        }
        return found;
    }

    /** Asked for once. */
    LxdImage image(String id) {
        return images.computeIfAbsent(LxdImage.fingerprint(id),
            fingerprint -> LxdImage.of(client.get("image " + id, "/images/" + fingerprint)));
    }

    void create(String name, Map<String, Object> request) {
        client.runOperation("create " + name, HttpMethod.POST, "/instances", request, OPERATION_TIMEOUT);
    }

    JsonNode describe(String name) {
        return client.get("look at " + name, path(name));
    }

    JsonNode state(String name) {
        return client.get("state of " + name, path(name) + "/state");
    }

    void start(String name) {
        client.runOperation("start " + name, HttpMethod.PUT, path(name) + "/state", Map.of("action", "start", "timeout", -1),
            OPERATION_TIMEOUT);
    }

    /** Changes limits of memory and processes, also of one that runs. */
    void setLimits(String name, Map<String, String> limits) {
        client.send("limit " + name, HttpMethod.PATCH, path(name), Map.of("config", limits));
    }

    /** Kills everything in it; an ephemeral instance is gone then. */
    void stop(String name) {
        client.runOperation("stop " + name, HttpMethod.PUT, path(name) + "/state",
            Map.of("action", "stop", "force", true, "timeout", -1), OPERATION_TIMEOUT);
    }

    /** Of one that is stopped; that there is none is no error. */
    void delete(String name) {
        try {
            client.runOperation("delete " + name, HttpMethod.DELETE, path(name), null, OPERATION_TIMEOUT);
        } catch (RuntimeFault e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Names of all instances of an agent, in any state. */
    List<String> findByAgent(String agentId) {
        List<String> names = new ArrayList<>();
        for (JsonNode instance : client.get("list instances", "/instances?recursion=1")) {
            if (instance.path("config").path(labelKey(Labels.AGENT)).asText().equals(agentId)) {
                names.add(instance.path("name").asText());
            }
        }
        return names;
    }

    static String path(String name) {
        return "/instances/" + name;
    }
}
