package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.ingot.agent.runtime.ContainerSpecBuilder.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests bind mounts. The scripts use paths relative to their working directory, which is the root of the container, so that the
 * tests also run on a runtime without its own root directory.
 */
abstract class MountsContract {

    private final ContractFixture fixture;
    @TempDir
    private Path directory;

    MountsContract(ContractFixture fixture) {
        this.fixture = fixture;
    }

    @Test
    void filesGoBothWays() throws Exception {
        Files.writeString(directory.resolve("in"), "from outside");
        RunResult finished = fixture.shell("cat task/in; echo from inside > task/out")
            .mount(Mount.writable(directory, "/task")).run();
        assertEquals("from outside", finished.stdout());
        assertEquals("from inside\n", Files.readString(directory.resolve("out")));
    }

    @Test
    void aFileMadeAfterTheStartIsSeen() throws Exception {
        try (Container container = fixture.shell("read go; cat task/late").mount(Mount.writable(directory, "/task")).create()) {
            Stdio streams = container.start();
            Files.writeString(directory.resolve("late"), "late");
            streams.stdin().write('\n');
            assertEquals("late", ContractFixture.text(streams.stdout()));
        }
    }

    @Test
    void aSingleFileCanBeMounted() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "one");
        assertEquals("one", fixture.shell("cat single").mount(Mount.readOnly(file, "/single")).run().stdout());
    }

    @Test
    void mountsLieWithinMounts() throws Exception {
        Path outer = Files.createDirectories(directory.resolve("common"));
        Path inner = Files.createDirectories(outer.resolve("student"));
        Files.writeString(outer.resolve("a"), "a");
        Files.writeString(inner.resolve("b"), "b");
        fixture.assumeIsolated();
        assertEquals("ab", fixture.shell("cat /course/common/a /course/common/student/b")
            .mount(Mount.readOnly(outer, "/course/common"))
            .mount(Mount.readOnly(inner, "/course/common/student")).run().stdout());
    }

    @Test
    void readOnlyMountsCannotBeWritten() throws Exception {
        fixture.assumeIsolated();
        Files.writeString(directory.resolve("in"), "kept");
        RunResult finished = fixture.shell("cat task/in; echo spoilt > task/in").mount(Mount.readOnly(directory, "/task")).run();
        assertEquals("kept", finished.stdout());
        assertNotEquals(0, finished.exit().status());
        assertEquals("kept", Files.readString(directory.resolve("in")));
    }
}
