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
 * Runs a small INGInious backend that listens for agents and for clients. Invalid messages do not stop it. The caller closes it.
 */
public final class StandInBackend implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StandInBackend.class);
    /** Maximum number of messages that are read from one socket before the other socket and the clock. */
    private static final int MAX_BATCH = 100;

    private final MessageCodec codec = new MessageCodec(Dialect.MODERN);
    private final SocketLoop loop;
    private final ZMQ.Socket agents;
    private final ZMQ.Socket clients;
    private final String agentAddress;
    private final String clientAddress;
    private final Dispatcher dispatcher;
    /** Environment type to the environment names that agents have announced. */
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
     * Starts a backend without a listener.
     *
     * @param agentAddress  address for agents, {@code tcp://host:port}; the port {@code *} selects a free port
     * @param clientAddress address for clients, in the same form
     * @throws IOException when an address cannot be listened on; the text names it
     */
    public static StandInBackend listen(String agentAddress, String clientAddress) throws IOException {
        return listen(agentAddress, clientAddress, QueueListener.NONE);
    }

    /** Starts a backend as {@link #listen(String, String)} does, and reports the events of jobs to a listener. */
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

    /** Returns the address to which agents connect. */
    public String agentAddress() {
        return agentAddress;
    }

    /** Returns the address to which clients connect. */
    public String clientAddress() {
        return clientAddress;
    }

    /** Returns whether an agent has announced this environment since the start; it need not be advertised. */
    public boolean hasEnvironment(String type, String environment) {
        return announcedEnvironments.getOrDefault(type, Set.of()).contains(environment);
    }

    /** Stops listening; running jobs continue on their agents. */
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
                    // The Python backend reads only the first frame.
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
                LOG.warn("Dropped a malformed message from {}: {}", peer, e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("Cannot handle a message from {}", peer, e);
            }
        }

        @Override
        public void onWakeup() {
            // Other threads wake the loop only to close it.
        }

        @Override
        public void onTick() {
            dispatcher.tick();
        }
    }
}
