package dev.ingot.backend.standin;

import dev.ingot.protocol.AgentMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/** Stores the registered agents, their free capacity and their unanswered pings. */
final class AgentRegistry {
    /** An agent with more unanswered pings than this is removed. */
    static final int MAX_MISSED_PINGS = 5;

    /** An agent as its hello describes it. */
    record Agent(String name, Set<EnvironmentKey> environments) { }

    private final Map<ZmqPeer, Agent> agents = new LinkedHashMap<>();
    private final Map<ZmqPeer, Integer> missedPings = new LinkedHashMap<>();
    /** Free capacity of each agent; the agent whose last job was dispatched longest ago comes first. */
    private final SequencedMap<ZmqPeer, Integer> freeCapacity = new LinkedHashMap<>();

    void add(ZmqPeer peer, AgentMessage.Hello hello) {
        Set<EnvironmentKey> environments = hello.environments().entrySet().stream()
            .flatMap(type -> type.getValue().keySet().stream().map(name -> new EnvironmentKey(type.getKey(), name)))
            .collect(Collectors.toUnmodifiableSet());
        agents.put(peer, new Agent(hello.friendlyName(), environments));
        missedPings.put(peer, 0);
        freeCapacity.put(peer, hello.capacity());
    }

    void remove(ZmqPeer peer) {
        agents.remove(peer);
        missedPings.remove(peer);
        freeCapacity.remove(peer);
    }

    Optional<Agent> find(ZmqPeer peer) {
        return Optional.ofNullable(agents.get(peer));
    }

    /** Returns the agents with free capacity, in the order in which they get a job. */
    List<ZmqPeer> findFree() {
        return freeCapacity.entrySet().stream().filter(free -> free.getValue() > 0).map(Map.Entry::getKey).toList();
    }

    /** Reduces the free capacity of an agent by one, and moves the agent to the end of the order. */
    void reserveCapacity(ZmqPeer peer) {
        freeCapacity.putLast(peer, freeCapacity.get(peer) - 1);
    }

    void releaseCapacity(ZmqPeer peer) {
        freeCapacity.merge(peer, 1, Integer::sum);
    }

    void recordPong(ZmqPeer peer) {
        missedPings.computeIfPresent(peer, (agent, missed) -> 0);
    }

    /** Counts one unanswered ping for every agent. */
    void recordPing() {
        missedPings.replaceAll((agent, missed) -> missed + 1);
    }

    List<ZmqPeer> findSilent() {
        return missedPings.entrySet().stream()
            .filter(agent -> agent.getValue() > MAX_MISSED_PINGS).map(Map.Entry::getKey).toList();
    }

    List<ZmqPeer> all() {
        return List.copyOf(agents.keySet());
    }
}
