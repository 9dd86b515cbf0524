package dev.ingot.backend.standin;

import dev.ingot.protocol.AgentMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/** The registered agents, their free slots and how well they answer pings. */
final class AgentRegistry {
    /** Pings that may stay unanswered; one more and the agent is gone. */
    static final int MAX_MISSED_PINGS = 5;

    /** What an agent said of itself. */
    record Agent(String name, Set<EnvironmentKey> environments) { }

    private final Map<ZmqPeer, Agent> agents = new LinkedHashMap<>();
    private final Map<ZmqPeer, Integer> missedPings = new LinkedHashMap<>();
    /** Agents with a free slot and how many; the one that waits for the longest time comes first. */
    private final SequencedMap<ZmqPeer, Integer> freeCapacity = new LinkedHashMap<>();

    void add(ZmqPeer peer, AgentMessage.Hello hello) {
        Set<EnvironmentKey> topics = hello.environments().entrySet().stream()
            .flatMap(type -> type.getValue().keySet().stream().map(name -> new EnvironmentKey(type.getKey(), name)))
            .collect(Collectors.toUnmodifiableSet());
        agents.put(peer, new Agent(hello.friendlyName(), topics));
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

    /** Agents with a free slot, in the order in which they are to get a job. */
    List<ZmqPeer> findFree() {
        return freeCapacity.entrySet().stream().filter(slots -> slots.getValue() > 0).map(Map.Entry::getKey).toList();
    }

    /** Takes one of the agent's free slots; all others come before its next one. */
    void reserveCapacity(ZmqPeer peer) {
        freeCapacity.putLast(peer, freeCapacity.get(peer) - 1);
    }

    void releaseCapacity(ZmqPeer peer) {
        freeCapacity.merge(peer, 1, Integer::sum);
    }

    void recordPong(ZmqPeer peer) {
        missedPings.computeIfPresent(peer, (agent, missed) -> 0);
    }

    /** Counts one ping to every agent that still answers; the others are silent. */
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
