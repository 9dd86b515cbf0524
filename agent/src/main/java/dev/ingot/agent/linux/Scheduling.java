package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import com.sun.jna.ptr.IntByReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets the scheduling policy of threads of this process. */
public final class Scheduling {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduling.class);
    private static final int CALLING_THREAD = 0;
    private static final int NORMAL = 0;
    private static final int BATCH = 3;

    private Scheduling() { }

    /**
     * Runs an action on the calling platform thread with SCHED_BATCH (sched(7)). Threads started by the action inherit the
     * policy: they never preempt a running thread. If the kernel forbids the change, the action runs with the normal policy.
     */
    public static <T> T withBatchThreads(Supplier<T> action) {
        boolean changed = C_LIBRARY.sched_getscheduler(CALLING_THREAD) == NORMAL && setPolicy(BATCH);
        try {
            return action.get();
        } finally {
            if (changed) {
                setPolicy(NORMAL);
            }
        }
    }

    private static boolean setPolicy(int policy) {
        try {
            // The only priority of both policies is 0.
            C_LIBRARY.sched_setscheduler(CALLING_THREAD, policy, new IntByReference(0));
            return true;
        } catch (LastErrorException e) {
            LOG.debug("Cannot change the scheduling policy: {}", e.getMessage());
            return false;
        }
    }
}
