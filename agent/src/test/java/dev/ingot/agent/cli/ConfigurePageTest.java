package dev.ingot.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Compares docs/configure.md with the flags of the agent and the keys of config/agent.yaml. */
class ConfigurePageTest {
    private static final Path PAGE = Path.of("../docs/configure.md");
    private static final Pattern FLAG = Pattern.compile("`(--?[a-z][a-z-]*)");
    private static final Set<String> STANDARD_FLAGS = Set.of("-h", "--help", "-V", "--version");

    @Test
    void theTableListsEveryFlagAndNoOther() throws IOException {
        Set<String> flags = new TreeSet<>(new CommandLine(new AgentCommand()).getCommandSpec().optionsMap().keySet());
        flags.removeAll(STANDARD_FLAGS);
        Set<String> documented = Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("|"))
            .flatMap(line -> FLAG.matcher(line).results()).map(flag -> flag.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(flags, documented);
    }

    @Test
    void thePageNamesEveryKeyOfTheSampleFile() throws IOException {
        Set<String> keys = new TreeSet<>();
        JsonNode file = new YAMLMapper().readTree(Path.of("../config/agent.yaml").toFile());
        file.fieldNames().forEachRemaining(keys::add);
        file.path("runtimes").forEach(runtime -> runtime.fieldNames().forEachRemaining(keys::add));
        file.path("limits").fieldNames().forEachRemaining(key -> keys.add("limits." + key));
        file.path("telemetry").fieldNames().forEachRemaining(key -> keys.add("telemetry." + key));
        file.path("metrics").fieldNames().forEachRemaining(key -> keys.add("metrics." + key));
        keys.removeAll(Set.of("telemetry", "metrics"));
        Set<String> named = Pattern.compile("`([a-z.-]+)`").matcher(Files.readString(PAGE)).results()
            .map((MatchResult name) -> name.group(1)).collect(Collectors.toSet());
        keys.removeAll(named);
        assertEquals(Set.of(), keys);
    }
}
