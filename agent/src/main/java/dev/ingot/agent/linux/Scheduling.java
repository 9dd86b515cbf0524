package dev.ingot.agent.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the kernel gives processors to threads of this process. */
public final class Scheduling {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduling.class);
    private static final int CALLING_THREAD = 0;
    private static final int NORMAL = 0;
    private static final int BATCH = 3;

    private static final C C_LIBRARY = Native.load("c", C.class);

    private Scheduling() { }

    /**
     * Does something on the calling platform thread. The threads that it starts never take a processor from a thread that
     * runs: they wait for one that is free, or for their turn. Where the system forbids it, they are like all others.
     */
    public static <T> T withBatchThreads(Supplier<T> act) {
        boolean changed = C_LIBRARY.sched_getscheduler(CALLING_THREAD) == NORMAL && setPolicy(BATCH);
        try {
            return act.get();
        } finally {
            if (changed) {
                setPolicy(NORMAL);
            }
        }
    }

    private static boolean setPolicy(int policy) {
        try {
            // Both policies have the one priority 0.
            C_LIBRARY.sched_setscheduler(CALLING_THREAD, policy, new IntByReference(0));
            return true;
        } catch (LastErrorException e) {
            LOG.debug("The scheduling policy stays as it is: {}", e.getMessage());
            return false;
        }
    }

    private interface C extends Library {
        int sched_getscheduler(int thread);

        int sched_setscheduler(int thread, int policy, IntByReference priority) throws LastErrorException;
    }
}
