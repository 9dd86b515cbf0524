package dev.ingot.agent.session;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.Dialect;
import dev.ingot.protocol.MalformedMessage;
import dev.ingot.protocol.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** A ROUTER that keeps what agents say and, while {@link #pinging}, pings whoever said hello. */
public final class TestBackend implements AutoCloseable {
    private static final MessageCodec CODEC = new MessageCodec(Dialect.MODERN);
    private static final long PING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** What came from whom and when. */
    public record ReceivedMessage(String from, AgentMessage message, long nanoTime) { }

    private record Outgoing(String to, byte[][] frames) { }

    private final ZMQ.Context context = ZMQ.context(1);
    private final ZMQ.Socket router = context.socket(SocketType.ROUTER);
    private final BlockingQueue<ReceivedMessage> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<ReceivedMessage> pongs = new LinkedBlockingQueue<>();
    private final Queue<Outgoing> outgoing = new ConcurrentLinkedQueue<>();
    private final Set<String> registered = new HashSet<>();
    private final Thread thread = Thread.ofPlatform().name("test-backend").unstarted(this::serve);
    private final String endpoint;
    private volatile boolean pinging = true;
    private volatile boolean hung;
    private volatile boolean open = true;

    /** Listens at {@code address}, where "*" is any free port. */
    public TestBackend(String address) {
        router.setIPv6(true);
        router.setLinger(0);
        router.setHWM(0);
        router.bind(address);
        endpoint = router.getLastEndpoint();
        thread.start();
    }

    public int port() {
        return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
    }

    public void setPinging(boolean on) {
        pinging = on;
    }

    /** While it hangs it reads and says nothing; its ZeroMQ threads live on. */
    void setHung(boolean on) {
        hung = on;
    }

    public void send(String to, BackendMessage message) {
        send(to, CODEC.encode(message));
    }

    public void send(String to, byte[]... frames) {
        outgoing.add(new Outgoing(to, frames));
    }

    /** The next message that is not a pong; fails after ten seconds. */
    public ReceivedMessage next() throws InterruptedException {
        return next(heard);
    }

    /** The next message that is not a pong; null when none comes within five seconds. */
    public ReceivedMessage nextOrNull() throws InterruptedException {
        return heard.poll(5, TimeUnit.SECONDS);
    }

    public ReceivedMessage nextPong() throws InterruptedException {
        return next(pongs);
    }

    /** Whether nothing but pongs comes for {@code millis}. */
    public boolean isQuietFor(long millis) throws InterruptedException {
        return heard.poll(millis, TimeUnit.MILLISECONDS) == null;
    }

    /** The next message that is not a pong, or null after so long. */
    ReceivedMessage poll(long nanos) throws InterruptedException {
        return heard.poll(nanos, TimeUnit.NANOSECONDS);
    }

    private static ReceivedMessage next(BlockingQueue<ReceivedMessage> queue) throws InterruptedException {
        ReceivedMessage next = queue.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came within 10 s");
        }
        return next;
    }

    private void serve() {
        router.setReceiveTimeOut(1);
        long lastPing = System.nanoTime();
        while (open) {
            if (hung) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                continue;
            }
            byte[] from = router.recv();
            if (from != null) {
                handle(new String(from, StandardCharsets.UTF_8), router.recv());
            }
            for (Outgoing next = outgoing.poll(); next != null; next = outgoing.poll()) {
                write(next);
            }
            if (pinging && System.nanoTime() - lastPing > PING_NANOS) {
                lastPing = System.nanoTime();
                registered.forEach(agent -> write(new Outgoing(agent, new byte[][] {CODEC.encode(new BackendMessage.Ping())})));
            }
        }
        router.close();
        context.close();
    }

    private void handle(String from, byte[] frame) {
        try {
            ReceivedMessage one = new ReceivedMessage(from, CODEC.decodeAgent(frame), System.nanoTime());
            if (one.message() instanceof AgentMessage.Hello) {
                registered.add(from);
            }
            (one.message() instanceof AgentMessage.Pong ? pongs : heard).add(one);
        } catch (MalformedMessage e) {
            throw new AssertionError("the agent sent something a backend dies of", e);
        }
    }

    private void write(Outgoing message) {
        router.sendMore(message.to().getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < message.frames().length; i++) {
            router.send(message.frames()[i], i < message.frames().length - 1 ? ZMQ.SNDMORE : 0);
        }
    }

    @Override
    public void close() {
        open = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
