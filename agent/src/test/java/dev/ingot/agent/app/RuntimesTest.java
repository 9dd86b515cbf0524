package dev.ingot.agent.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.ConfigLoader;
import dev.ingot.agent.config.source.ConfigSection;
import dev.ingot.agent.config.source.ConfigSectionWriter;
import dev.ingot.agent.config.source.Problems;
import dev.ingot.agent.config.source.ValueFormat;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.HostNotice;
import dev.ingot.agent.runtime.RuntimeCommon;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeProvider;
import dev.ingot.agent.runtime.RuntimeSettings;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens runtimes of a fake provider. */
class RuntimesTest {
    @TempDir
    private Path folder;
    private final List<String> log = new ArrayList<>();

    /** Provides runtimes that cannot be opened when their key {@code broken} is true. */
    private final class FakeProvider implements RuntimeProvider {
        @Override
        public String manager() {
            return "fake";
        }

        @Override
        public Set<String> keys() {
            return Set.of("broken");
        }

        @Override
        public Optional<String> shorthandKey() {
            return Optional.empty();
        }

        @Override
        public RuntimeSettings read(ConfigSection section) {
            return new FakeSettings(section.readValue("broken", ValueFormat.BOOLEAN).orElse(false), log);
        }
    }

    private record FakeSettings(boolean broken, List<String> log) implements RuntimeSettings {
        @Override
        public String manager() {
            return "fake";
        }

        @Override
        public void write(ConfigSectionWriter writer) {
            writer.put("broken", broken);
        }

        @Override
        public ContainerRuntime open(RuntimeCommon common, Consumer<HostNotice> notices) {
            if (broken) {
                throw new RuntimeFault(RuntimeFault.Kind.INVALID, common.name() + " is broken", null);
            }
            notices.accept(new HostNotice(false, "it is only for tests", "use another"));
            log.add("open " + common.name());
            return (ContainerRuntime) Proxy.newProxyInstance(ContainerRuntime.class.getClassLoader(),
                new Class<?>[] {ContainerRuntime.class}, (proxy, method, arguments) -> {
                    log.add(method.getName() + " " + common.name());
                    return null;
                });
        }
    }

    private AgentConfig load(String runtimes) throws Exception {
        Path file = Files.writeString(folder.resolve("agent.yaml"), "environments: {docker: a}\nruntimes: " + runtimes);
        return new ConfigLoader(List.of(new FakeProvider()), Set.of()).load(Optional.of(file), Map.of(), new Problems());
    }

    @Test
    void closesOpenedRuntimesWhenALaterOneCannotBeOpened() throws Exception {
        AgentConfig config = load("{a: {manager: fake}, b: {manager: fake}, c: {manager: fake, broken: true}}");
        RuntimeFault fault = assertThrows(RuntimeFault.class, () -> new Runtimes(config));
        assertEquals("c is broken", fault.getMessage());
        assertEquals(List.of("open a", "open b", "close b", "close a"), log);
    }

    @Test
    void keepsTheNoticesOfEachRuntime() throws Exception {
        try (Runtimes runtimes = new Runtimes(load("{a: {manager: fake}}"))) {
            assertEquals(1, runtimes.findings("a").size());
            assertTrue(runtimes.findings("a").getFirst().toString().contains("runtime a: it is only for tests"));
        }
        assertEquals(List.of("open a", "close a"), log);
    }
}
