package dev.ingot.timing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PhaseRecorderTest {
    private long now = 1_000;
    private final PhaseRecorder recorder = new PhaseRecorder(() -> now);

    @Test
    void everyPhaseLastsUntilTheNext() {
        enterAt(1_000, Phase.ADMIT);
        enterAt(1_010, Phase.STAGE);
        enterAt(1_030, Phase.CREATE);
        finishAt(1_060);
        assertEquals(Map.of(Phase.ADMIT, 10L, Phase.STAGE, 20L, Phase.CREATE, 30L), recorder.durations());
    }

    @Test
    void aSkippedPhaseHasNoDuration() {
        enterAt(0, Phase.ADMIT);
        enterAt(5, Phase.REPLY);
        finishAt(6);
        assertEquals(Map.of(Phase.ADMIT, 5L, Phase.REPLY, 1L), recorder.durations());
    }

    @Test
    void durationsComeInTheOrderOfThePhases() {
        for (Phase phase : Phase.values()) {
            enterAt(now + 1, phase);
        }
        finishAt(now + 1);
        assertEquals(List.of(Phase.values()), List.copyOf(recorder.durations().keySet()));
    }

    @Test
    void enteringTheSamePhaseAgainDoesNotRestartIt() {
        enterAt(0, Phase.GRADE);
        enterAt(7, Phase.GRADE);
        finishAt(10);
        assertEquals(Map.of(Phase.GRADE, 10L), recorder.durations());
    }

    @Test
    void throwsWhenAnEarlierPhaseIsEntered() {
        enterAt(0, Phase.EXIT);
        assertThrows(IllegalStateException.class, () -> recorder.enter(Phase.GRADE));
        assertEquals(Phase.EXIT, recorder.current());
    }

    @Test
    void hasNoPhaseBeforeTheFirst() {
        assertNull(recorder.current());
        assertEquals(Map.of(), recorder.durations());
    }

    @Test
    void acceptsNegativeClockValues() {
        enterAt(-50, Phase.ADMIT);
        enterAt(-20, Phase.CLEAN);
        finishAt(5);
        assertEquals(Map.of(Phase.ADMIT, 30L, Phase.CLEAN, 25L), recorder.durations());
    }

    private void enterAt(long nanos, Phase phase) {
        now = nanos;
        recorder.enter(phase);
    }

    private void finishAt(long nanos) {
        now = nanos;
        recorder.finish();
    }
}
