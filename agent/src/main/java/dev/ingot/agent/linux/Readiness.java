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
final class Readiness implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    static final int READ = 1;
    static final int WRITE = 4;

    private static final int ONCE = 1 << 30;
    private static final int ADD = 1;
    private static final int REMOVE = 2;
    private static final int CHANGE = 3;
    private static final int AT_ONCE = 64;
    /** The kernel packs the structure on this architecture only. */
    private static final int DATA = Platform.isIntel() ? Integer.BYTES : Long.BYTES;
    private static final int SIZE_OF_EVENT = DATA + Long.BYTES;
    private static final int EINTR = 4;

    private static final C C_LIBRARY = Native.load("c", C.class);
    private static final int EPOLL = C_LIBRARY.epoll_create1(SpawnCalls.O_CLOEXEC);
    private static final AtomicLong NUMBERS = new AtomicLong();
    /** By a number of our own: that of a descriptor is another's once that is closed. */
    private static final Map<Long, Readiness> ALL = new ConcurrentHashMap<>();

    static {
        Thread.ofPlatform().daemon().name("readiness").start(Readiness::listen);
    }

    private final long number = NUMBERS.incrementAndGet();
    private final int descriptor;
    private boolean added;
    private volatile Runnable then;

    Readiness(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Calls once when there is something to read, or room to write, or the other side is gone. The call must not wait. */
    void tell(int events, Runnable whom) throws IOException {
        then = whom;
        ALL.put(number, this);
        try (Memory event = new Memory(SIZE_OF_EVENT)) {
            event.setInt(0, events | ONCE);
            event.setLong(DATA, number);
            C_LIBRARY.epoll_ctl(EPOLL, added ? CHANGE : ADD, descriptor, event);
            added = true;
        } catch (LastErrorException e) {
            ALL.remove(number);
            throw new IOException("a descriptor cannot be waited for: " + e.getMessage(), e);
        }
    }

    private static void listen() {
        try (Memory events = new Memory((long) AT_ONCE * SIZE_OF_EVENT)) {
            while (true) {
                int count = await(events);
                for (long i = 0; i < count; i++) {
                    Readiness ready = ALL.get(events.getLong(i * SIZE_OF_EVENT + DATA));
                    if (ready != null) {
                        ready.call();
                    }
                }
            }
        }
    }

    /** One that fails keeps the others from nothing. */
    private void call() {
        try {
            then.run();
        } catch (RuntimeException e) {
            LOG.error("What waited for descriptor {} failed", descriptor, e);
        }
    }

    private static int await(Memory events) {
        try {
            return C_LIBRARY.epoll_wait(EPOLL, events, AT_ONCE, -1);
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
        ALL.remove(number);
        if (added) {
            C_LIBRARY.epoll_ctl(EPOLL, REMOVE, descriptor, Pointer.NULL);
        }
    }

    /** The three functions of the C library this takes. */
    private interface C extends Library {
        int epoll_create1(int flags) throws LastErrorException;

        int epoll_ctl(int epoll, int operation, int descriptor, Pointer event) throws LastErrorException;

        int epoll_wait(int epoll, Pointer events, int most, int milliseconds) throws LastErrorException;
    }
}
