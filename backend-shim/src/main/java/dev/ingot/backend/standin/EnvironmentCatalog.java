package dev.ingot.backend.standin;

import dev.ingot.protocol.AgentMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every environment ever announced; like the real backend it forgets none, so that jobs may wait for an agent to come back. */
final class EnvironmentCatalog {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentCatalog.class);

    private final Map<String, Map<String, AgentMessage.Environment>> newest = new LinkedHashMap<>();

    void add(AgentMessage.Hello hello) {
        hello.environments().forEach((type, environments) -> {
            Map<String, AgentMessage.Environment> known = newest.computeIfAbsent(type, t -> new LinkedHashMap<>());
            environments.forEach((name, environment) -> known.merge(name, environment, (before, now) -> {
                if (!before.id().equals(now.id())) {
                    LOG.warn("Environment {}/{} has several versions: {} and, of {}, {}",
                        type, name, before.id(), hello.friendlyName(), now.id());
                }
                return before.created() > now.created() ? before : now;
            }));
        });
    }

    /** Whether any agent ever offered it. */
    boolean hasEnvironment(EnvironmentKey topic) {
        return newest.getOrDefault(topic.environmentType(), Map.of()).containsKey(topic.environment());
    }

    /** What clients are told: the environments to be shown. */
    Map<String, List<String>> advertised() {
        Map<String, List<String>> advertised = new LinkedHashMap<>();
        newest.forEach((type, environments) -> advertised.put(type, environments.entrySet().stream()
            .filter(environment -> environment.getValue().advertised()).map(Map.Entry::getKey).toList()));
        return advertised;
    }
}
