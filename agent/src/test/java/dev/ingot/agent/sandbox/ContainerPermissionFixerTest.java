package dev.ingot.agent.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ingot.agent.image.Images;
import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.ScriptedProgram;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.agent.task.JobDir;
import dev.ingot.agent.task.JobDirs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ContainerPermissionFixerTest {
    private static final ImageInfo IMAGE = Images.image("default");

    @TempDir
    private Path dir;

    private static ScriptedRuntime runtime(ScriptedProgram chmod) {
        return new ScriptedRuntime().with(IMAGE, _ -> 0, chmod);
    }

    private void makeDeletable(ScriptedRuntime runtime) throws IOException {
        GraderTemplate template = new GraderTemplate(runtime, IMAGE.id(), new Network.None(), Map.of());
        ContainerPermissionFixer unlocker = new ContainerPermissionFixer(template, Map.of(), Duration.ofMillis(300));
        try (JobDirs dirs = JobDirs.open(dir); JobDir job = dirs.create(unlocker)) {
            unlocker.makeDeletable(job);
        }
    }

    @Test
    void succeedsWhenTheContainerExitsWithZero() throws IOException {
        ScriptedRuntime runtime = runtime(_ -> 0);
        makeDeletable(runtime);
        assertEquals(List.of("/bin/chmod", "-R", "a+rwX", "/task", "/sockets"), runtime.created().getFirst().spec().command());
    }

    @Test
    void failsWhenTheContainerExitsWithAnError() {
        assertThrows(IOException.class, () -> makeDeletable(runtime(_ -> 1)));
    }

    @Test
    void endsTheContainerAfterTheTimeout() {
        assertThrows(IOException.class, () -> makeDeletable(runtime(ScriptedProgramContext::waitForKill)));
    }
}
