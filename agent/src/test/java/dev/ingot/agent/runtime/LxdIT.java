package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.runtime.lxd.LxdSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Runs the contract on LXD. */
@RequiresRuntime("lxd")
class LxdIT extends ContainerRuntimeContract {

    @TempDir
    private static Path folder;

    private LxdSettings settings;

    @Override
    ContractFixture open() throws Exception {
        settings = LxdFixture.settings(folder);
        return LxdFixture.open(settings, folder);
    }

    @Override
    void close(ContractFixture opened) throws Exception {
        LxdFixture.close(settings, opened);
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            assertEquals(List.of(), mounts.filter(line -> line.contains(folder.toString())).toList(), "mounts stay");
        }
    }
}
