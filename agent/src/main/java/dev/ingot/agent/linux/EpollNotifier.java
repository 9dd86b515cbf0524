package dev.ingot.agent.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a descriptor is ready, by one epoll and one thread for all. The JDK does so for its own channels alone; a
 * virtual thread that waits in the kernel for anything else keeps a carrier from all others. For one descriptor; closed
 * before that is.
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
    /** The kernel packs the structure on this architecture only. */
    private static final int DATA_OFFSET = Platform.isIntel() ? Integer.BYTES : Long.BYTES;
    private static final int SIZE_OF_EVENT = DATA_OFFSET + Long.BYTES;
    private static final int EINTR = 4;

    private static final C C_LIBRARY = Native.load("c", C.class);
    private static final int EPOLL = C_LIBRARY.epoll_create1(SpawnCalls.O_CLOEXEC);
    private static final AtomicLong NUMBERS = new AtomicLong();
    /** By a number of our own: that of a descriptor is another's once that is closed. */
    private static final Map<Long, EpollNotifier> BY_NUMBER = new ConcurrentHashMap<>();

    static {
        Thread.ofPlatform().daemon().name("readiness").start(EpollNotifier::listen);
    }

    private final long number = NUMBERS.incrementAndGet();
    private final int descriptor;
    private boolean added;
    private volatile Runnable callback;

    EpollNotifier(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Calls once when there is something to read, or room to write, or the other side is gone. The call must not wait. */
    void notifyOnce(int events, Runnable whom) throws IOException {
        callback = whom;
        BY_NUMBER.put(number, this);
        try (Memory event = new Memory(SIZE_OF_EVENT)) {
            event.setInt(0, events | EPOLLONESHOT);
            event.setLong(DATA_OFFSET, number);
            C_LIBRARY.epoll_ctl(EPOLL, added ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, event);
            added = true;
        } catch (LastErrorException e) {
            BY_NUMBER.remove(number);
            throw new IOException("a descriptor cannot be waited for: " + e.getMessage(), e);
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

    /** One that fails keeps the others from nothing. */
    private void runCallback() {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.error("What waited for descriptor {} failed", descriptor, e);
        }
    }

    private static int await(Memory events) {
        try {
            return C_LIBRARY.epoll_wait(EPOLL, events, MAX_EVENTS, -1);
        } catch (LastErrorException e) {
            if (e.getErrorCode() == EINTR) {
                return 0;
            }
            throw e;
        }
    }

    /** Nothing is told any more. */
    @Override
    public void close() {
        BY_NUMBER.remove(number);
        if (added) {
            C_LIBRARY.epoll_ctl(EPOLL, EPOLL_CTL_DEL, descriptor, Pointer.NULL);
        }
    }

    /** The three functions of the C library this takes. */
    private interface C extends Library {
        int epoll_create1(int flags) throws LastErrorException;

        int epoll_ctl(int epoll, int operation, int descriptor, Pointer event) throws LastErrorException;

        int epoll_wait(int epoll, Pointer events, int most, int milliseconds) throws LastErrorException;
    }
}
