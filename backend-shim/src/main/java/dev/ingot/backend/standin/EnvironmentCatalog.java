package dev.ingot.backend.standin;

import dev.ingot.protocol.AgentMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores every environment that an agent has announced. Like the Python backend, it removes none, so that jobs can wait for an
 * agent to reconnect.
 */
final class EnvironmentCatalog {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentCatalog.class);

    private final Map<String, Map<String, AgentMessage.Environment>> newest = new LinkedHashMap<>();

    void add(AgentMessage.Hello hello) {
        hello.environments().forEach((type, environments) -> {
            Map<String, AgentMessage.Environment> known = newest.computeIfAbsent(type, t -> new LinkedHashMap<>());
            environments.forEach((name, environment) -> known.merge(name, environment, (before, now) -> {
                if (!before.id().equals(now.id())) {
                    LOG.warn("Agents offer different images for environment {}/{}: {} and {} (agent {})",
                        type, name, before.id(), now.id(), hello.friendlyName());
                }
                return before.created() > now.created() ? before : now;
            }));
        });
    }

    /** Returns whether any agent has offered the environment. */
    boolean hasEnvironment(EnvironmentKey key) {
        return newest.getOrDefault(key.environmentType(), Map.of()).containsKey(key.environment());
    }

    /** Returns the environments that clients receive, which are the advertised ones. */
    Map<String, List<String>> advertised() {
        Map<String, List<String>> advertised = new LinkedHashMap<>();
        newest.forEach((type, environments) -> advertised.put(type, environments.entrySet().stream()
            .filter(environment -> environment.getValue().advertised()).map(Map.Entry::getKey).toList()));
        return advertised;
    }
}
