package dev.ingot.backend.standin;

import dev.ingot.backend.zeromq.SocketLoop;
import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.Dialect;
import dev.ingot.protocol.MalformedMessage;
import dev.ingot.protocol.MessageCodec;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * A backend that listens for agents and for clients, and goes on until {@link #close()} whatever they send. Whoever opens
 * it closes it.
 */
public final class StandInBackend implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StandInBackend.class);
    /** Messages taken from one socket before the other and the clock get their turn. */
    private static final int MAX_BATCH = 100;

    private final MessageCodec codec = new MessageCodec(Dialect.MODERN);
    private final SocketLoop loop;
    private final ZMQ.Socket agents;
    private final ZMQ.Socket clients;
    private final String agentAddress;
    private final String clientAddress;
    private final Dispatcher dispatcher;
    /** Type to the names that an agent has announced. */
    private final Map<String, Set<String>> announcedEnvironments = new ConcurrentHashMap<>();

    private StandInBackend(SocketLoop loop, String agentAddress, String clientAddress, QueueListener queue) throws IOException {
        this.loop = loop;
        dispatcher = new Dispatcher(new Sender(), InstantSource.system(), queue);
        agents = loop.bind(SocketType.ROUTER, agentAddress);
        clients = loop.bind(SocketType.ROUTER, clientAddress);
        this.agentAddress = agents.getLastEndpoint();
        this.clientAddress = clients.getLastEndpoint();
    }

    /**
     * Starts to listen.
     *
     * @param agentAddress  {@code tcp://host:port}; a port of {@code *} takes a free one
     * @param clientAddress likewise
     * @throws IOException when an address cannot be listened on; the text names it
     */
    public static StandInBackend listen(String agentAddress, String clientAddress) throws IOException {
        return listen(agentAddress, clientAddress, QueueListener.NONE);
    }

    /** As {@link #listen(String, String)}; {@code queue} hears of what becomes of the jobs. */
    public static StandInBackend listen(String agentAddress, String clientAddress, QueueListener queue) throws IOException {
        SocketLoop loop = new SocketLoop();
        try {
            StandInBackend backend = new StandInBackend(loop, agentAddress, clientAddress, queue);
            LOG.info("Listening for agents on {} and for clients on {}", backend.agentAddress, backend.clientAddress);
            loop.start("backend", backend.new Receiver());
            return backend;
        } catch (IOException | RuntimeException | Error e) {
            loop.close();
            throw e;
        }
    }

    /** Where agents connect to. */
    public String agentAddress() {
        return agentAddress;
    }

    /** Where clients connect to. */
    public String clientAddress() {
        return clientAddress;
    }

    /** Whether an agent has announced this environment since the start, also one that clients are not told of. */
    public boolean hasEnvironment(String type, String environment) {
        return announcedEnvironments.getOrDefault(type, Set.of()).contains(environment);
    }

    /** Stops to listen; running jobs are left to their agents. */
    @Override
    public void close() {
        loop.close();
    }

    private final class Sender implements MessageSender {
        @Override
        public void sendToAgent(ZmqPeer agent, BackendMessage.ToAgent message) {
            agents.sendMore(agent.routingId());
            agents.send(codec.encode(message));
        }

        @Override
        public void sendToClient(ZmqPeer client, BackendMessage.ToClient message) {
            clients.sendMore(client.routingId());
            clients.send(codec.encode(message));
        }
    }

    private final class Receiver implements SocketLoop.Handler {
        @Override
        public void onReadable(ZMQ.Socket socket) {
            for (int i = 0; i < MAX_BATCH; i++) {
                byte[] routingId = socket.recv(ZMQ.DONTWAIT);
                if (routingId == null) {
                    return;
                }
                byte[] frame = socket.hasReceiveMore() ? socket.recv() : new byte[0];
                while (socket.hasReceiveMore()) {
                    // The Python backend looks at the first frame alone.
                    socket.recv();
                }
                receive(socket, ZmqPeer.of(routingId), frame);
            }
        }

        private void receive(ZMQ.Socket socket, ZmqPeer peer, byte[] frame) {
            try {
                if (socket == agents) {
                    AgentMessage message = codec.decodeAgent(frame);
                    dispatcher.receive(peer, message);
                    if (message instanceof AgentMessage.Hello hello) {
                        hello.environments().forEach((type, named) ->
                            announcedEnvironments.computeIfAbsent(type, _ -> ConcurrentHashMap.newKeySet())
                                .addAll(named.keySet()));
                    }
                } else {
                    dispatcher.receive(peer, codec.decodeClient(frame));
                }
            } catch (MalformedMessage e) {
                LOG.warn("Dropping a message of {}: {}", peer, e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("A message of {} could not be handled", peer, e);
            }
        }

        @Override
        public void onWakeup() {
            // Nothing comes from other threads but the end.
        }

        @Override
        public void onTick() {
            dispatcher.tick();
        }
    }
}
