package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ingot.agent.config.source.ConfigSection;
import dev.ingot.agent.config.source.ConfigSectionWriter;
import dev.ingot.agent.config.source.Problem;
import dev.ingot.agent.config.source.Problems;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;

/**
 * What a provider read from a text.
 *
 * @param problems as messages, in the order in which they were found
 * @param cautions likewise
 */
public record ProviderRun(RuntimeSettings settings, List<String> problems, List<String> cautions) {
    private static final YAMLMapper YAML = new YAMLMapper();

    /** Reads the YAML text of one mapping. */
    public static ProviderRun read(RuntimeProvider provider, String yaml) {
        try {
            return read(provider, (ObjectNode) YAML.readTree(yaml));
        } catch (IOException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    private static ProviderRun read(RuntimeProvider provider, ObjectNode node) {
        Problems problems = new Problems();
        RuntimeSettings settings;
        try (ConfigSection section = new ConfigSection(node, key -> key, problems)) {
            settings = provider.read(section);
        }
        return new ProviderRun(settings, texts(problems.list()), texts(problems.cautions()));
    }

    private static List<String> texts(List<Problem> problems) {
        return problems.stream().map(Problem::toString).toList();
    }

    /** Reads valid settings, writes them, and checks that reading them again gives the same, without a caution. */
    public static RuntimeSettings roundTrip(RuntimeProvider provider, String yaml) {
        ProviderRun first = read(provider, yaml);
        assertEquals(List.of(), first.problems());
        assertEquals(provider.manager(), first.settings().manager());
        ObjectNode written = YAML.createObjectNode();
        first.settings().write(new ConfigSectionWriter(written));
        TreeSet<String> unknown = new TreeSet<>();
        written.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(provider.keys());
        assertEquals(new TreeSet<>(), unknown, "written, but no key of the provider");
        ProviderRun second = read(provider, written);
        assertEquals(new ProviderRun(first.settings(), List.of(), List.of()), second);
        return first.settings();
    }
}
