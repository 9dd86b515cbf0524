package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.runtime.lxd.LxdSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The contract on LXD. */
@NamedRuntime("lxd")
class LxdIT extends ContainerRuntimeContract {

    @TempDir
    private static Path folder;

    private LxdSettings settings;

    @Override
    Bench open() throws Exception {
        settings = LxdBench.settings(folder);
        return LxdBench.open(settings, folder);
    }

    @Override
    void shut(Bench opened) throws Exception {
        LxdBench.shut(settings, opened);
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            assertEquals(List.of(), mounts.filter(line -> line.contains(folder.toString())).toList(), "mounts stay");
        }
    }
}
