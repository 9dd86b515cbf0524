package dev.ingot.timing;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Records the current phase of one job and the time of each phase. One thread enters phases; any thread may read the current one.
 * Phases only move forward; a skipped phase has no duration.
 */
public final class PhaseRecorder {
    private final LongSupplier nanoClock;
    private final Consumer<Phase> phaseListener;
    private final long[] enteredNanos = new long[Phase.values().length];
    private final boolean[] seen = new boolean[Phase.values().length];
    private volatile Phase current;
    private long endNanos;

    /**
     * Creates a recorder without a listener.
     *
     * @param nanoClock monotonic nanoseconds, {@code System::nanoTime} outside of tests
     */
    public PhaseRecorder(LongSupplier nanoClock) {
        this(nanoClock, _ -> { });
    }

    /**
     * Creates a recorder.
     *
     * @param nanoClock     monotonic nanoseconds, {@code System::nanoTime} outside of tests
     * @param phaseListener called with each phase when it is entered, on the thread that enters it
     */
    public PhaseRecorder(LongSupplier nanoClock, Consumer<Phase> phaseListener) {
        this.nanoClock = nanoClock;
        this.phaseListener = phaseListener;
    }

    /**
     * Leaves the current phase and enters a later one; entering the current one again changes nothing.
     *
     * @throws IllegalStateException when the phase is before the current one
     */
    public void enter(Phase phase) {
        if (phase == current) {
            return;
        }
        if (current != null && phase.compareTo(current) < 0) {
            throw new IllegalStateException("a job in " + current + " cannot go back to " + phase);
        }
        enteredNanos[phase.ordinal()] = nanoClock.getAsLong();
        seen[phase.ordinal()] = true;
        current = phase;
        phaseListener.accept(phase);
    }

    /** Returns the current phase, or null before the first. */
    public Phase current() {
        return current;
    }

    /** Stops the clock of the last phase. */
    public void finish() {
        endNanos = nanoClock.getAsLong();
    }

    /** Returns the nanoseconds spent in each phase that was entered, in order; call it after {@link #finish()}. */
    public Map<Phase, Long> durations() {
        Map<Phase, Long> durations = new EnumMap<>(Phase.class);
        long next = endNanos;
        for (int i = enteredNanos.length - 1; i >= 0; i--) {
            if (seen[i]) {
                durations.put(Phase.values()[i], next - enteredNanos[i]);
                next = enteredNanos[i];
            }
        }
        return durations;
    }
}
