package dev.ingot.agent.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.agent.config.source.Problem;
import dev.ingot.agent.linux.LoopFileSystem;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.RuntimeFault;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskDiskCheckTest {
    private static final LoopFileSystem SMALL = new LoopFileSystem(8 << 20, 100);

    @TempDir
    private Path directory;

    private static ContainerRuntime runtime(String name, Predicate<Path> sees) {
        return (ContainerRuntime) Proxy.newProxyInstance(ContainerRuntime.class.getClassLoader(),
            new Class<?>[] {ContainerRuntime.class}, (_, method, arguments) -> switch (method.getName()) {
                case "name" -> name;
                case "canSee" -> sees.test((Path) arguments[0]);
                default -> throw new AssertionError(method);
            });
    }

    @AfterEach
    void leavesNothingBehind() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            assertEquals(List.of(), entries.toList());
        }
    }

    @Test
    void reportsManagersThatDoNotSeeTheMount() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root mounts");
        Map<String, Problem> failures = new TaskDiskCheck(directory, SMALL, List.of(runtime("sighted", Files::isDirectory),
            runtime("blind", _ -> false), runtime("ill", _ -> {
                throw new RuntimeFault(RuntimeFault.Kind.UNAVAILABLE, "no answer", null);
            }))).findProblems();
        assertEquals(Set.of("blind", "ill"), failures.keySet());
        assertTrue(failures.get("blind").description().contains("does not see mounts that the agent makes below " + directory));
        assertTrue(failures.get("ill").description().contains("no answer"));
    }

    @Test
    void reportsThatNoDiskCanBeCreated() throws IOException {
        Map<String, Problem> failures = new TaskDiskCheck(directory, new LoopFileSystem(0, 1),
            List.of(runtime("sighted", _ -> true))).findProblems();
        assertTrue(failures.get("sighted").description().contains("cannot create a directory of limited size"),
            failures::toString);
    }
}
