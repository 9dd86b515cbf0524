package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;
import dev.ingot.backend.cases.Case;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** Tests tasks that are so large that the agent mounts an overlay, with containers whose users are mapped. */
@RequiresRuntime("oci:crun")
class LargeTasksOciCrunUsernsIT extends EndToEndOciCrunUsernsIT {

    private static final String OVERLAY_CASE = "is-below-a-layer";
    private static final Set<String> SELECTED_CASES = Set.of("run-student", "student-streams", "student-isolation",
        "student-other-environment", "python-run-file", "file-upload", "processes-outlive-run-file", "run-command", OVERLAY_CASE);
    private static final long LARGE_BYTES = 17 << 20;

    @Override
    boolean isSelected(Case one) {
        return SELECTED_CASES.contains(one.name());
    }

    @Override
    Path tasks() throws IOException {
        Path folder = home.resolve("large-tasks");
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try (Stream<Path> files = Files.walk(AgentUnderTest.tasks())) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(AgentUnderTest.tasks().relativize(file)));
            }
        }
        Path task = Files.createDirectories(folder.resolve(OVERLAY_CASE).resolve("task"));
        Files.writeString(task.resolveSibling("expect.yaml"), """
            description: The task of this case is mounted, not copied, and belongs to the container's root.
            parameters: {limits: {time: 20, hard_time: 60, memory: 100}}
            expect: {result: success}
            """);
        Files.writeString(task.resolve("run"), """
            #!/bin/bash
            if grep -q ' /task .* overlay ' /proc/self/mountinfo && [ "$(wc -c < large)" = %d ] && echo x >> large; then
                feedback-result success
            else
                feedback-result failed
            fi
            """.formatted(LARGE_BYTES));
        for (String name : SELECTED_CASES) {
            try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).resolve("task/large").toFile(), "rw")) {
                file.setLength(LARGE_BYTES);
            }
        }
        return folder;
    }
}
