package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls back when one descriptor is ready. All instances share one epoll(7) and one thread. The JDK offers this only for its
 * own channels; a virtual thread that blocks in the kernel for anything else occupies a carrier thread. Close it before the
 * descriptor.
 */
final class EpollNotifier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EpollNotifier.class);

    static final int READ = 1;
    static final int WRITE = 4;

    private static final int EPOLLONESHOT = 1 << 30;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLL_CTL_MOD = 3;
    private static final int MAX_EVENTS = 64;
    /** The kernel packs {@code struct epoll_event} on x86-64 only (include/uapi/linux/eventpoll.h). */
    private static final int DATA_OFFSET = Platform.isIntel() ? Integer.BYTES : Long.BYTES;
    private static final int SIZE_OF_EVENT = DATA_OFFSET + Long.BYTES;

    private static final int EPOLL = C_LIBRARY.epoll_create1(SpawnConstants.O_CLOEXEC);
    private static final AtomicLong NEXT_NUMBER = new AtomicLong();
    /** Keyed by a number of the agent, since the kernel reuses the number of a closed descriptor. */
    private static final Map<Long, EpollNotifier> BY_NUMBER = new ConcurrentHashMap<>();

    static {
        Thread.ofPlatform().daemon().name("epoll").start(EpollNotifier::listen);
    }

    private final long number = NEXT_NUMBER.incrementAndGet();
    private final int descriptor;
    private boolean added;
    private volatile Runnable callback;

    /**
     * Creates a notifier.
     *
     * @param descriptor watched from the first {@link #notifyOnce} on
     */
    EpollNotifier(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Calls back once when the descriptor is readable or writable, as requested, or when the peer has closed it.
     *
     * @param events {@link #READ} or {@link #WRITE}
     * @param action runs on the shared thread, so it must not block
     * @throws IOException when the kernel cannot watch the descriptor
     */
    void notifyOnce(int events, Runnable action) throws IOException {
        callback = action;
        BY_NUMBER.put(number, this);
        try (Memory event = new Memory(SIZE_OF_EVENT)) {
            event.setInt(0, events | EPOLLONESHOT);
            event.setLong(DATA_OFFSET, number);
            C_LIBRARY.epoll_ctl(EPOLL, added ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, event);
            added = true;
        } catch (LastErrorException e) {
            BY_NUMBER.remove(number);
            throw new IOException("cannot watch a descriptor: " + e.getMessage(), e);
        }
    }

    private static void listen() {
        try (Memory events = new Memory((long) MAX_EVENTS * SIZE_OF_EVENT)) {
            while (true) {
                int count = await(events);
                for (long i = 0; i < count; i++) {
                    EpollNotifier ready = BY_NUMBER.get(events.getLong(i * SIZE_OF_EVENT + DATA_OFFSET));
                    if (ready != null) {
                        ready.runCallback();
                    }
                }
            }
        }
    }

    /** Catches exceptions, so that the other callbacks still run. */
    private void runCallback() {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.error("Callback for descriptor {} failed", descriptor, e);
        }
    }

    private static int await(Memory events) {
        try {
            return C_LIBRARY.epoll_wait(EPOLL, events, MAX_EVENTS, -1);
        } catch (LastErrorException e) {
            if (e.getErrorCode() == Libc.EINTR) {
                return 0;
            }
            throw e;
        }
    }

    /** Stops watching: the callback is not called from now on. */
    @Override
    public void close() {
        BY_NUMBER.remove(number);
        if (added) {
            C_LIBRARY.epoll_ctl(EPOLL, EPOLL_CTL_DEL, descriptor, Pointer.NULL);
        }
    }
}
