package dev.ingot.agent.limits;

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
 * Bounds the heap that messages of all containers use together, from the first bytes of a frame until its answer is sent. Small
 * messages never wait for large ones. Thread-safe.
 */
public final class MessageMemoryBudget {
    private static final Logger LOG = LoggerFactory.getLogger(MessageMemoryBudget.class);
    /**
     * Decoding a frame and encoding its answer need as much again, so that a third of the heap leaves the rest for everything
     * else.
     */
    private static final int HEAP_FRACTION = 3;
    private static final long MIN_CAPACITY = 16L << 20;
    /** Smaller messages are not counted; each container has one message at a time. */
    private static final long UNCOUNTED_BYTES = 256L << 10;
    /** Larger messages leave an eighth of the budget to others. */
    private static final long LARGE_BYTES = 8L << 20;
    private static final int RESERVE_FRACTION = 8;
    /** Time that a container gets to send a frame while others wait, plus one second for each piece of its size. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);
    private static final long MIN_BYTES_PER_SECOND = 16L << 20;
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(500);
    /** An account below this fraction of the largest one is not aborted in its place: that would free too little. */
    private static final int WORTHWHILE = 4;
    /** Order of aborting: growing messages first, then messages that wait for memory, then results read completely. */
    private static final Comparator<MessageMemoryAccount> FIRST_TO_GO = Comparator.comparing((MessageMemoryAccount share) ->
        share.reading)
        .thenComparing(share -> !share.waiting).thenComparingLong(share -> share.heldBytes);

    private final long capacity;
    private final long readTimeoutNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<MessageMemoryAccount> accounts = new LinkedHashSet<>();
    private long used;

    /**
     * Creates a budget.
     *
     * @param capacity bytes of heap
     */
    public MessageMemoryBudget(long capacity) {
        this(capacity, READ_TIMEOUT);
    }

    MessageMemoryBudget(long capacity, Duration patience) {
        this.capacity = capacity;
        this.readTimeoutNanos = patience.toNanos();
    }

    /** Creates a budget of a third of the maximum heap of this JVM. */
    public static MessageMemoryBudget ofHeap() {
        return new MessageMemoryBudget(Math.max(MIN_CAPACITY, Runtime.getRuntime().maxMemory() / HEAP_FRACTION));
    }

    /** Returns the size of the budget in bytes. */
    public long capacity() {
        return capacity;
    }

    /** Returns the bytes in use. */
    public long used() {
        lock.lock();
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Opens the account of one container's messages, which the caller closes.
     *
     * @param onAbort run once, on a thread of its own, when the container must end so that others get memory
     */
    public MessageMemoryAccount open(Runnable onAbort) {
        MessageMemoryAccount share = new MessageMemoryAccount(this, onAbort);
        lock.lock();
        try {
            accounts.add(share);
        } finally {
            lock.unlock();
        }
        return share;
    }

    /**
     * Counts memory of answers that wait to be sent, which need no permission.
     *
     * @param bytes additional bytes in use; below zero for released ones
     */
    public void adjust(long bytes) {
        if (Math.abs(bytes) <= UNCOUNTED_BYTES) {
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
     * Aborts the container with the largest message. A growing message goes before a result that waits for its answer, unless it
     * is less than a quarter of that size.
     *
     * @return the size of the message in bytes; empty when there is none
     */
    public Optional<Long> abortLargest() {
        lock.lock();
        try {
            List<MessageMemoryAccount> held = accounts.stream().filter(share -> share.heldBytes > 0 && !share.aborted).toList();
            long most = held.stream().mapToLong(share -> share.heldBytes).max().orElse(0);
            return held.stream().filter(share -> share.heldBytes >= most / WORTHWHILE).max(FIRST_TO_GO).map(share -> {
                abort(share);
                return share.heldBytes;
            });
        } finally {
            lock.unlock();
        }
    }

    void admit(MessageMemoryAccount share, long total) throws MemoryBudgetExceeded {
        if (total <= UNCOUNTED_BYTES || total <= share.heldBytes) {
            return;
        }
        lock.lock();
        try {
            long room = total > LARGE_BYTES ? capacity - capacity / RESERVE_FRACTION : capacity;
            if (total > room) {
                throw new MemoryBudgetExceeded("a message that would take " + total + " bytes of memory, at most " + room
                    + " are given");
            }
            awaitRoom(share, total, room);
            used += total - share.heldBytes;
            share.startedNanos = share.heldBytes == 0 ? System.nanoTime() : share.startedNanos;
            share.heldBytes = total;
            share.reading = true;
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom(MessageMemoryAccount share, long total, long room) throws MemoryBudgetExceeded {
        share.waiting = true;
        try {
            while (!share.cancelled && !share.aborted && used + total - share.heldBytes > room) {
                changed.awaitNanos(CHECK_INTERVAL.toNanos());
                abortSlowest(used + total - share.heldBytes - room);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MemoryBudgetExceeded("interrupted while it waited for memory");
        } finally {
            share.waiting = false;
        }
        if (share.cancelled || share.aborted) {
            throw new MemoryBudgetExceeded(share.aborted ? "others wait for the memory of a message" : "the job is over");
        }
    }

    /**
     * Aborts the stalled container with the largest message, if aborting the stalled ones frees enough memory. Those that wait
     * for memory themselves come last.
     */
    private void abortSlowest(long missing) {
        long now = System.nanoTime();
        List<MessageMemoryAccount> slow = accounts.stream().filter(share -> share.reading && !share.aborted && isLate(share, now))
            .toList();
        if (missing > 0 && slow.stream().mapToLong(share -> share.heldBytes).sum() >= missing) {
            slow.stream().max(FIRST_TO_GO).ifPresent(this::abort);
        }
    }

    private boolean isLate(MessageMemoryAccount share, long now) {
        return now - share.startedNanos > readTimeoutNanos + share.heldBytes / MIN_BYTES_PER_SECOND * TimeUnit.SECONDS.toNanos(1);
    }

    private void abort(MessageMemoryAccount share) {
        LOG.warn("Aborting a job: its message uses {} bytes of the agent's memory, and other jobs need them", share.heldBytes);
        share.aborted = true;
        changed.signalAll();
        Thread.ofVirtual().name("large-message-abort").start(share.onAbort);
    }

    void markRead(MessageMemoryAccount share) {
        if (share.heldBytes == 0) {
            return;
        }
        lock.lock();
        try {
            share.reading = false;
        } finally {
            lock.unlock();
        }
    }

    void release(MessageMemoryAccount share) {
        if (share.heldBytes == 0) {
            return;
        }
        lock.lock();
        try {
            used -= share.heldBytes;
            share.heldBytes = 0;
            share.reading = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void cancel(MessageMemoryAccount share) {
        lock.lock();
        try {
            share.cancelled = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close(MessageMemoryAccount share) {
        release(share);
        lock.lock();
        try {
            accounts.remove(share);
        } finally {
            lock.unlock();
        }
    }
}
