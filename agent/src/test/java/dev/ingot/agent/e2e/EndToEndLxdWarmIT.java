package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;
import dev.ingot.backend.cases.Case;
import java.util.Set;

/**
 * The end-to-end cases on LXD with warm containers: only those with limits, mounts and students, where a warm container could
 * make a difference. The creation of a container takes a second, so all cases would take minutes.
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

    /** The agent keeps no warm students on LXD. */
    @Override
    int minWarmStudents() {
        return 0;
    }
}
