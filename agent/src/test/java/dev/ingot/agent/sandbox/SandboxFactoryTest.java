package dev.ingot.agent.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ingot.agent.image.Images;
import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.agent.task.JobDirs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxFactoryTest {
    private static final ImageInfo IMAGE = Images.image("default");
    private static final Limits LIMITS = new Limits(1 << 26, 10, 10);

    @TempDir
    private Path tmpdir;

    private static Runnable failing() {
        return () -> {
            throw new OutOfMemoryError("of the test");
        };
    }

    private List<String> findJobDirs(JobDirs dirs) throws IOException {
        try (Stream<Path> entries = Files.list(dirs.root())) {
            return entries.map(path -> path.getFileName().toString()).filter(name -> name.startsWith("job-")).toList();
        }
    }

    private void assertNothingRemains(ScriptedRuntime runtime) throws IOException {
        GraderTemplate template = new GraderTemplate(runtime, IMAGE.id(), new Network.None(), Map.of());
        try (JobDirs dirs = JobDirs.open(tmpdir)) {
            SandboxFactory factory = new SandboxFactory("agent", dirs, System::nanoTime);
            assertThrows(OutOfMemoryError.class, () -> factory.createWarm(template, LIMITS, (_, _, _) -> { }));
            assertEquals(List.of(), findJobDirs(dirs));
            assertEquals(List.of(), runtime.findOrphans("agent"));
        }
    }

    @Test
    void leavesNothingWhenAContainerCannotBeCreatedForLackOfMemory() throws IOException {
        assertNothingRemains(new ScriptedRuntime().with(IMAGE).onCreate(failing()));
    }

    @Test
    void leavesNothingWhenAContainerCannotBeStartedForLackOfMemory() throws IOException {
        assertNothingRemains(new ScriptedRuntime().with(IMAGE).onStart(failing()));
    }
}
