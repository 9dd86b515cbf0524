package dev.ingot.backend;

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
public final class Backend implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Backend.class);
    /** Messages taken from one socket before the other and the clock get their turn. */
    private static final int BATCH = 100;

    private final MessageCodec codec = new MessageCodec(Dialect.MODERN);
    private final SocketLoop loop;
    private final ZMQ.Socket agents;
    private final ZMQ.Socket clients;
    private final String agentAddress;
    private final String clientAddress;
    private final Dispatcher dispatcher;
    /** Type to the names that an agent has announced. */
    private final Map<String, Set<String>> announced = new ConcurrentHashMap<>();

    private Backend(SocketLoop loop, String agentAddress, String clientAddress, QueueListener queue) throws IOException {
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
    public static Backend listen(String agentAddress, String clientAddress) throws IOException {
        return listen(agentAddress, clientAddress, QueueListener.NONE);
    }

    /** As {@link #listen(String, String)}; {@code queue} hears of what becomes of the jobs. */
    public static Backend listen(String agentAddress, String clientAddress, QueueListener queue) throws IOException {
        SocketLoop loop = new SocketLoop();
        try {
            Backend backend = new Backend(loop, agentAddress, clientAddress, queue);
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
    public boolean offers(String type, String environment) {
        return announced.getOrDefault(type, Set.of()).contains(environment);
    }

    /** Stops to listen; running jobs are left to their agents. */
    @Override
    public void close() {
        loop.close();
    }

    private final class Sender implements Outgoing {
        @Override
        public void toAgent(Peer agent, BackendMessage.ToAgent message) {
            agents.sendMore(agent.routingId());
            agents.send(codec.encode(message));
        }

        @Override
        public void toClient(Peer client, BackendMessage.ToClient message) {
            clients.sendMore(client.routingId());
            clients.send(codec.encode(message));
        }
    }

    private final class Receiver implements SocketLoop.Handler {
        @Override
        public void readable(ZMQ.Socket socket) {
            for (int i = 0; i < BATCH; i++) {
                byte[] routingId = socket.recv(ZMQ.DONTWAIT);
                if (routingId == null) {
                    return;
                }
                byte[] frame = socket.hasReceiveMore() ? socket.recv() : new byte[0];
                while (socket.hasReceiveMore()) {
                    // The Python backend looks at the first frame alone.
                    socket.recv();
                }
                receive(socket, Peer.of(routingId), frame);
            }
        }

        private void receive(ZMQ.Socket socket, Peer peer, byte[] frame) {
            try {
                if (socket == agents) {
                    AgentMessage message = codec.decodeAgent(frame);
                    dispatcher.receive(peer, message);
                    if (message instanceof AgentMessage.Hello hello) {
                        hello.environments().forEach((type, named) ->
                            announced.computeIfAbsent(type, _ -> ConcurrentHashMap.newKeySet()).addAll(named.keySet()));
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
        public void woken() {
            // Nothing comes from other threads but the end.
        }

        @Override
        public void tick() {
            dispatcher.tick();
        }
    }
}
