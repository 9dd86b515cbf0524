package dev.ingot.agent.resource;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of the agent's heap that messages of containers may take, all jobs together: from the first bytes of a frame until its
 * answer is on the wire. Small messages never wait for large ones. Thread-safe.
 */
public final class FrameBudget {
    private static final Logger LOG = LoggerFactory.getLogger(FrameBudget.class);
    /** With what a frame is decoded to and an answer encoded from, a third of the heap leaves room for all else. */
    private static final int OF_HEAP = 3;
    private static final long SMALLEST = 16L << 20;
    /** A message that takes less is not counted; there is one at a time for each container. */
    private static final long UNCOUNTED = 256L << 10;
    /** A message that takes more leaves an eighth of the budget to others. */
    private static final long LARGE = 8L << 20;
    private static final int KEPT_FOR_SMALL = 8;
    /** A container that is waited for may take so long for a frame, and a second more for each piece of its share. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long BYTES_A_SECOND = 16L << 20;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    /** What takes less than this part of the largest share is not given up in its place: that would give too little back. */
    private static final int WORTHWHILE = 4;
    /** Shares that still grow go before those that the budget holds back, and those before results that were read in full. */
    private static final Comparator<FrameShare> FIRST_TO_GO = Comparator.comparing((FrameShare share) -> share.reading)
        .thenComparing(share -> !share.waiting).thenComparingLong(share -> share.held);

    private final long capacity;
    private final long patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<FrameShare> shares = new LinkedHashSet<>();
    private long used;

    /** @param capacity bytes of heap */
    public FrameBudget(long capacity) {
        this(capacity, PATIENCE);
    }

    FrameBudget(long capacity, Duration patience) {
        this.capacity = capacity;
        this.patience = patience.toNanos();
    }

    /** A third of what the heap of this JVM may grow to. */
    public static FrameBudget ofHeap() {
        return new FrameBudget(Math.max(SMALLEST, Runtime.getRuntime().maxMemory() / OF_HEAP));
    }

    /** Bytes of heap. */
    public long capacity() {
        return capacity;
    }

    /** Bytes that are taken now. */
    public long used() {
        lock.lock();
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The account of one container's messages; the caller closes it.
     *
     * @param shed run on a thread of its own, once, when the container is to end so that others get memory
     */
    public FrameShare open(Runnable shed) {
        FrameShare share = new FrameShare(this, shed);
        lock.lock();
        try {
            shares.add(share);
        } finally {
            lock.unlock();
        }
        return share;
    }

    /**
     * Counts what is taken without asking, an answer that waits to be sent; or, below zero, what is given back.
     *
     * @param bytes of heap
     */
    public void count(long bytes) {
        if (Math.abs(bytes) <= UNCOUNTED) {
            return;
        }
        lock.lock();
        try {
            used += bytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the container whose message takes the most. A message that still grows goes before a result that waits for its answer,
     * unless it takes less than a quarter of that.
     *
     * @return how much the message takes; empty when no message takes anything
     */
    public Optional<Long> shedLargest() {
        lock.lock();
        try {
            List<FrameShare> held = shares.stream().filter(share -> share.held > 0 && !share.shed).toList();
            long most = held.stream().mapToLong(share -> share.held).max().orElse(0);
            return held.stream().filter(share -> share.held >= most / WORTHWHILE).max(FIRST_TO_GO).map(share -> {
                shed(share);
                return share.held;
            });
        } finally {
            lock.unlock();
        }
    }

    void admit(FrameShare share, long total) throws OverBudget {
        if (total <= UNCOUNTED || total <= share.held) {
            return;
        }
        lock.lock();
        try {
            long room = total > LARGE ? capacity - capacity / KEPT_FOR_SMALL : capacity;
            if (total > room) {
                throw new OverBudget("a message that would take " + total + " bytes of memory, at most " + room + " are given");
            }
            awaitRoom(share, total, room);
            used += total - share.held;
            share.since = share.held == 0 ? System.nanoTime() : share.since;
            share.held = total;
            share.reading = true;
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom(FrameShare share, long total, long room) throws OverBudget {
        share.waiting = true;
        try {
            while (!share.over && !share.shed && used + total - share.held > room) {
                changed.awaitNanos(BETWEEN_LOOKS.toNanos());
                shedSlowest(used + total - share.held - room);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OverBudget("interrupted while it waited for memory");
        } finally {
            share.waiting = false;
        }
        if (share.over || share.shed) {
            throw new OverBudget(share.shed ? "others wait for the memory of a message" : "the job is over");
        }
    }

    /**
     * Ends the container that holds the most for a message that it does not get on with, when that can make the room missing. One
     * that waits for memory itself goes last.
     */
    private void shedSlowest(long missing) {
        long now = System.nanoTime();
        List<FrameShare> slow = shares.stream().filter(share -> share.reading && !share.shed && late(share, now)).toList();
        if (missing > 0 && slow.stream().mapToLong(share -> share.held).sum() >= missing) {
            slow.stream().max(FIRST_TO_GO).ifPresent(this::shed);
        }
    }

    private boolean late(FrameShare share, long now) {
        return now - share.since > patience + share.held / BYTES_A_SECOND * TimeUnit.SECONDS.toNanos(1);
    }

    private void shed(FrameShare share) {
        LOG.warn("A message that takes {} bytes of the agent's memory is given up, and its job with it", share.held);
        share.shed = true;
        changed.signalAll();
        Thread.ofVirtual().name("end of a large message").start(share.end);
    }

    void settle(FrameShare share) {
        if (share.held == 0) {
            return;
        }
        lock.lock();
        try {
            share.reading = false;
        } finally {
            lock.unlock();
        }
    }

    void release(FrameShare share) {
        if (share.held == 0) {
            return;
        }
        lock.lock();
        try {
            used -= share.held;
            share.held = 0;
            share.reading = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void cancel(FrameShare share) {
        lock.lock();
        try {
            share.over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close(FrameShare share) {
        release(share);
        lock.lock();
        try {
            shares.remove(share);
        } finally {
            lock.unlock();
        }
    }
}
