package dev.ingot.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.ingot.backend.cases.Case;
import dev.ingot.backend.cases.CaseFolder;
import dev.ingot.backend.demo.Lane;
import dev.ingot.backend.demo.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every case of {@code e2e/} through a real agent, once on each runtime of {@code -Dingot.runtimes}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndToEndIT {
    private final ProjectFolder project = new ProjectFolder(Path.of(System.getProperty("ingot.root")));
    private final List<Lane> lanes = new ArrayList<>();

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicContainer> everyCaseOnEveryRuntime() throws Exception {
        String runtimes = System.getProperty("ingot.runtimes", "");
        assumeFalse(runtimes.isEmpty(), "no runtime is named: -Dingot.runtimes=docker:runc,docker:crun");
        for (String runtime : runtimes.split(",")) {
            Path own = Files.createDirectory(folder.resolve("lane-" + lanes.size()));
            lanes.add(Lane.open(runtime, project.launcher(), project.cases(), own));
        }
        List<Case> cases = CaseFolder.read(project.cases());
        return lanes.stream().map(lane -> DynamicContainer.dynamicContainer(lane.runtime(), Stream.concat(
            Stream.of(DynamicTest.dynamicTest("its agent starts", () -> await(lane, cases))),
            cases.stream().map(next -> DynamicTest.dynamicTest(next.name(),
                () -> assertEquals(List.of(), lane.run(next).mismatches(), next.about()))))));
    }

    private static void await(Lane lane, List<Case> cases) throws IOException, InterruptedException {
        for (String environment : cases.stream().map(Case::environment).distinct().toList()) {
            lane.await(environment);
        }
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        try {
            for (Lane lane : lanes) {
                lane.stop();
            }
        } finally {
            lanes.forEach(Lane::close);
        }
    }
}
