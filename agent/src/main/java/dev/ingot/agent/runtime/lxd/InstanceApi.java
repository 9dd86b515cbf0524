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

/** Offers the calls for instances and images. All throw RuntimeFault (https://documentation.ubuntu.com/lxd/latest/api/). */
final class InstanceApi {

    /** Long enough for the slowest operation: unpacking an image for the first time. */
    private static final Duration OPERATION_TIMEOUT = Duration.ofMinutes(5);
    private static final String LABEL = "user.";

    private final LxdClient client;
    private final Map<String, LxdImage> images = new ConcurrentHashMap<>();

    InstanceApi(LxdClient client) {
        this.client = client;
    }

    /** Returns the client that makes the calls. */
    LxdClient client() {
        return client;
    }

    /** Returns the configuration key of a label. */
    static String labelKey(String label) {
        return LABEL + label;
    }

    /** Lists the images with the label {@link Labels#ENVIRONMENT_NAME}. */
    List<LxdImage> images() {
        List<LxdImage> found = new ArrayList<>();
        for (JsonNode image : client.get("list images", "/images?recursion=1")) {
            if (image.path("properties").has(Labels.ENVIRONMENT_NAME)) {
                found.add(LxdImage.of(image));
            }
        }
        return found;
    }

    /** Returns an image by its {@code ImageInfo.id()}; requested once and then cached. */
    LxdImage image(String id) {
        return images.computeIfAbsent(LxdImage.fingerprint(id),
            fingerprint -> LxdImage.of(client.get("image " + id, "/images/" + fingerprint)));
    }

    /** Creates an instance; {@code request} is the body of {@code POST /instances}. */
    void create(String name, Map<String, Object> request) {
        client.runOperation("create " + name, HttpMethod.POST, "/instances", request, OPERATION_TIMEOUT);
    }

    /** Returns an instance's configuration. */
    JsonNode describe(String name) {
        return client.get("describe " + name, path(name));
    }

    /** Returns an instance's state, with its use of resources. */
    JsonNode state(String name) {
        return client.get("state of " + name, path(name) + "/state");
    }

    /** Starts an instance. */
    void start(String name) {
        client.runOperation("start " + name, HttpMethod.PUT, path(name) + "/state", Map.of("action", "start", "timeout", -1),
            OPERATION_TIMEOUT);
    }

    /** Changes configuration keys with limits, also of a running instance. */
    void setLimits(String name, Map<String, String> limits) {
        client.send("limit " + name, HttpMethod.PATCH, path(name), Map.of("config", limits));
    }

    /** Kills all processes of an instance. The server then removes an ephemeral instance. */
    void stop(String name) {
        client.runOperation("stop " + name, HttpMethod.PUT, path(name) + "/state",
            Map.of("action", "stop", "force", true, "timeout", -1), OPERATION_TIMEOUT);
    }

    /** Deletes a stopped instance. Does nothing when it does not exist. */
    void delete(String name) {
        try {
            client.runOperation("delete " + name, HttpMethod.DELETE, path(name), null, OPERATION_TIMEOUT);
        } catch (RuntimeFault e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Returns the names of all instances of an agent, in any state. */
    List<String> findByAgent(String agentId) {
        List<String> names = new ArrayList<>();
        for (JsonNode instance : client.get("list instances", "/instances?recursion=1")) {
            if (instance.path("config").path(labelKey(Labels.AGENT)).asText().equals(agentId)) {
                names.add(instance.path("name").asText());
            }
        }
        return names;
    }

    /** Returns the path of an instance in the API. */
    static String path(String name) {
        return "/instances/" + name;
    }
}
