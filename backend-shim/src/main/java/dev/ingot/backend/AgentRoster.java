package dev.ingot.backend;

import dev.ingot.protocol.AgentMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/** The registered agents, their free slots and how well they answer pings. */
final class AgentRoster {
    /** Pings that may stay unanswered; one more and the agent is gone. */
    static final int PINGS_MISSED_AT_MOST = 5;

    /** What an agent said of itself. */
    record Agent(String name, Set<Topic> topics) { }

    private final Map<Peer, Agent> agents = new LinkedHashMap<>();
    private final Map<Peer, Integer> missedPings = new LinkedHashMap<>();
    /** Agents with a free slot and how many; the one that waits for the longest time comes first. */
    private final SequencedMap<Peer, Integer> freeSlots = new LinkedHashMap<>();

    void add(Peer peer, AgentMessage.Hello hello) {
        Set<Topic> topics = hello.environments().entrySet().stream()
            .flatMap(type -> type.getValue().keySet().stream().map(name -> new Topic(type.getKey(), name)))
            .collect(Collectors.toUnmodifiableSet());
        agents.put(peer, new Agent(hello.friendlyName(), topics));
        missedPings.put(peer, 0);
        freeSlots.put(peer, hello.slots());
    }

    void remove(Peer peer) {
        agents.remove(peer);
        missedPings.remove(peer);
        freeSlots.remove(peer);
    }

    Optional<Agent> find(Peer peer) {
        return Optional.ofNullable(agents.get(peer));
    }

    /** Agents with a free slot, in the order in which they are to get a job. */
    List<Peer> free() {
        return freeSlots.entrySet().stream().filter(slots -> slots.getValue() > 0).map(Map.Entry::getKey).toList();
    }

    /** Takes one of the agent's free slots; all others come before its next one. */
    void occupySlot(Peer peer) {
        freeSlots.putLast(peer, freeSlots.get(peer) - 1);
    }

    void freeSlot(Peer peer) {
        freeSlots.merge(peer, 1, Integer::sum);
    }

    void answeredPing(Peer peer) {
        missedPings.computeIfPresent(peer, (agent, missed) -> 0);
    }

    /** Counts one ping to every agent that still answers; the others are silent. */
    void countPing() {
        missedPings.replaceAll((agent, missed) -> missed + 1);
    }

    List<Peer> silent() {
        return missedPings.entrySet().stream()
            .filter(agent -> agent.getValue() > PINGS_MISSED_AT_MOST).map(Map.Entry::getKey).toList();
    }

    List<Peer> all() {
        return List.copyOf(agents.keySet());
    }
}
