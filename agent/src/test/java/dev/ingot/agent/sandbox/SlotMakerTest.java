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

class SlotMakerTest {
    private static final ImageInfo IMAGE = Images.image("default");
    private static final Limits LIMITS = new Limits(1 << 26, 10, 10);

    @TempDir
    private Path tmpdir;

    private static Runnable failing() {
        return () -> {
            throw new OutOfMemoryError("of the test");
        };
    }

    private List<String> left(JobDirs dirs) throws IOException {
        try (Stream<Path> entries = Files.list(dirs.root())) {
            return entries.map(path -> path.getFileName().toString()).filter(name -> name.startsWith("job-")).toList();
        }
    }

    private void assertNothingStays(ScriptedRuntime runtime) throws IOException {
        GraderTemplate template = new GraderTemplate(runtime, IMAGE.id(), new Network.None(), Map.of());
        try (JobDirs dirs = JobDirs.open(tmpdir)) {
            SandboxFactory maker = new SandboxFactory("agent", dirs);
            assertThrows(OutOfMemoryError.class, () -> maker.createWarm(template, LIMITS, (_, _, _) -> { }));
            assertEquals(List.of(), left(dirs));
            assertEquals(List.of(), runtime.findOrphans("agent"));
        }
    }

    @Test
    void nothingStaysOfASlotWhoseContainerCannotBeMadeForWantOfMemory() throws IOException {
        assertNothingStays(new ScriptedRuntime().with(IMAGE).onCreate(failing()));
    }

    @Test
    void nothingStaysOfASlotWhoseContainerCannotBeStartedForWantOfMemory() throws IOException {
        assertNothingStays(new ScriptedRuntime().with(IMAGE).onStart(failing()));
    }
}
