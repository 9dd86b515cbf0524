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
    private static final int MIN_ABORT_FRACTION = 4;
    /** Order of aborting: growing messages first, then messages that wait for memory, then results read completely. */
    private static final Comparator<MessageMemoryAccount> ABORT_ORDER = Comparator.comparing((MessageMemoryAccount account) ->
        account.reading)
        .thenComparing(account -> !account.waiting).thenComparingLong(account -> account.heldBytes);

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

    MessageMemoryBudget(long capacity, Duration readTimeout) {
        this.capacity = capacity;
        this.readTimeoutNanos = readTimeout.toNanos();
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
        MessageMemoryAccount account = new MessageMemoryAccount(this, onAbort);
        lock.lock();
        try {
            accounts.add(account);
        } finally {
            lock.unlock();
        }
        return account;
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
            List<MessageMemoryAccount> held = accounts.stream()
                .filter(account -> account.heldBytes > 0 && !account.aborted).toList();
            long most = held.stream().mapToLong(account -> account.heldBytes).max().orElse(0);
            return held.stream().filter(account -> account.heldBytes >= most / MIN_ABORT_FRACTION)
                .max(ABORT_ORDER).map(account -> {
                    abort(account);
                    return account.heldBytes;
                });
        } finally {
            lock.unlock();
        }
    }

    void admit(MessageMemoryAccount account, long total) throws MemoryBudgetExceeded {
        if (total <= UNCOUNTED_BYTES || total <= account.heldBytes) {
            return;
        }
        lock.lock();
        try {
            long room = total > LARGE_BYTES ? capacity - capacity / RESERVE_FRACTION : capacity;
            if (total > room) {
                throw new MemoryBudgetExceeded("a message needs " + total + " bytes of memory, but at most " + room
                    + " are available");
            }
            awaitRoom(account, total, room);
            used += total - account.heldBytes;
            account.startedNanos = account.heldBytes == 0 ? System.nanoTime() : account.startedNanos;
            account.heldBytes = total;
            account.reading = true;
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom(MessageMemoryAccount account, long total, long room) throws MemoryBudgetExceeded {
        account.waiting = true;
        try {
            while (!account.cancelled && !account.aborted && used + total - account.heldBytes > room) {
                changed.awaitNanos(CHECK_INTERVAL.toNanos());
                abortLargestLate(used + total - account.heldBytes - room);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MemoryBudgetExceeded("interrupted while waiting for memory");
        } finally {
            account.waiting = false;
        }
        if (account.cancelled || account.aborted) {
            throw new MemoryBudgetExceeded(account.aborted ? "other jobs need the memory of its message" : "the job is done");
        }
    }

    /**
     * Aborts the late message with the most memory, if aborting all late ones frees enough memory. Messages that wait for memory
     * themselves come last.
     */
    private void abortLargestLate(long missing) {
        long now = System.nanoTime();
        List<MessageMemoryAccount> late = accounts.stream()
            .filter(account -> account.reading && !account.aborted && isLate(account, now)).toList();
        if (missing > 0 && late.stream().mapToLong(account -> account.heldBytes).sum() >= missing) {
            late.stream().max(ABORT_ORDER).ifPresent(this::abort);
        }
    }

    private boolean isLate(MessageMemoryAccount account, long now) {
        return now - account.startedNanos
            > readTimeoutNanos + account.heldBytes / MIN_BYTES_PER_SECOND * TimeUnit.SECONDS.toNanos(1);
    }

    private void abort(MessageMemoryAccount account) {
        LOG.warn("Aborting a job: its message uses {} bytes of the agent's memory, and other jobs need them", account.heldBytes);
        account.aborted = true;
        changed.signalAll();
        Thread.ofVirtual().name("abort-large-message").start(account.onAbort);
    }

    void markRead(MessageMemoryAccount account) {
        if (account.heldBytes == 0) {
            return;
        }
        lock.lock();
        try {
            account.reading = false;
        } finally {
            lock.unlock();
        }
    }

    void release(MessageMemoryAccount account) {
        if (account.heldBytes == 0) {
            return;
        }
        lock.lock();
        try {
            used -= account.heldBytes;
            account.heldBytes = 0;
            account.reading = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void cancel(MessageMemoryAccount account) {
        lock.lock();
        try {
            account.cancelled = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close(MessageMemoryAccount account) {
        release(account);
        lock.lock();
        try {
            accounts.remove(account);
        } finally {
            lock.unlock();
        }
    }
}
