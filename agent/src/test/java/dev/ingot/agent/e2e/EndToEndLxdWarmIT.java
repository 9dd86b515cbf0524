package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;
import dev.ingot.backend.cases.Case;
import java.time.Duration;
import java.util.Set;

/**
 * The end-to-end cases on LXD with containers that wait for them: those where being warm could make a difference, which are
 * limits, mounts and students. A container takes a second to make, so all of them would take minutes.
 */
@RequiresRuntime("lxd")
class EndToEndLxdWarmIT extends WarmEndToEnd {

    private static final Set<String> SELECTED_CASES = Set.of("right-answer", "wrong-answer", "file-upload", "symlinks",
        "python-run-file",
        "run-student", "student-streams", "student-overflow", "memory-overflow", "cpu-timeout", "kill-while-running",
        "version-3");

    EndToEndLxdWarmIT() {
        super("lxd", "lxd");
    }

    @Override
    boolean isSelected(Case one) {
        return SELECTED_CASES.contains(one.name());
    }

    @Override
    Duration refillTime() {
        return Duration.ofMillis(1500);
    }

    @Override
    int minWarmJobs() {
        return 3;
    }

    /** None is kept ready there. */
    @Override
    int minWarmStudents() {
        return 0;
    }
}
