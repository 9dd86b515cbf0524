package dev.ingot.backend.cases;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads the cases of a folder: every subfolder with an {@code expect.yaml}. The folder is also a tasks directory for agents. */
public final class CaseFolder {
    private static final String CASE_FILE = "expect.yaml";
    private static final List<String> KEYS = List.of("description", "demo-position", "environment", "requires", "tests", "input",
        "state", "parameters", "debug", "without-task", "course", "task", "kill-after-ms", "expect");
    private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() { };

    private final YAMLMapper yaml = YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private final List<String> problems = new ArrayList<>();

    private CaseFolder() { }

    /**
     * Reads all cases in the order of their names.
     *
     * @throws InvalidCases when a case file is invalid, or the folder contains no case
     */
    public static List<Case> read(Path folder) throws IOException, InvalidCases {
        CaseFolder reader = new CaseFolder();
        List<Case> cases = new ArrayList<>();
        List<Path> folders;
        try (Stream<Path> children = Files.list(folder)) {
            folders = children.filter(child -> Files.exists(child.resolve(CASE_FILE))).sorted().toList();
        }
        for (Path child : folders) {
            cases.add(reader.readCase(child));
        }
        if (cases.isEmpty()) {
            reader.problems.add(folder + " contains no case");
        }
        if (!reader.problems.isEmpty()) {
            throw new InvalidCases(reader.problems);
        }
        return cases;
    }

    private Case readCase(Path folder) throws IOException {
        String name = folder.getFileName().toString();
        Map<String, Object> content = Map.of();
        try {
            content = yaml.readValue(Files.readString(folder.resolve(CASE_FILE)), MAP);
        } catch (JsonProcessingException e) {
            problems.add(name + "/" + CASE_FILE + ": " + e.getOriginalMessage());
        }
        CaseSection keys = new CaseSection(name + "/" + CASE_FILE, content, KEYS, problems);
        boolean withoutTask = keys.read("without-task", Boolean.class, false);
        Integer demoPosition = keys.read("demo-position", Integer.class, null);
        Integer killAfter = keys.read("kill-after-ms", Integer.class, null);
        return new Case(
            name,
            keys.read("description", String.class, ""),
            demoPosition == null ? OptionalInt.empty() : OptionalInt.of(demoPosition),
            keys.read("environment", String.class, Case.ENVIRONMENT),
            readRequirements(keys),
            readTests(keys),
            withoutTask ? null : keys.read("course", String.class, name),
            withoutTask ? null : keys.read("task", String.class, "task"),
            CaseInput.read(keys),
            keys.readMap("parameters"),
            readDebug(keys),
            Optional.ofNullable(killAfter).map(Duration::ofMillis),
            readExpectations(keys));
    }

    private static Set<String> readRequirements(CaseSection keys) {
        Set<String> requires = new TreeSet<>();
        for (Object capability : keys.read("requires", List.class, List.of())) {
            requires.add(String.valueOf(capability));
        }
        return requires;
    }

    private static boolean readTests(CaseSection keys) {
        String tests = keys.read("tests", String.class, "runtime");
        if (!tests.equals("agent") && !tests.equals("runtime")) {
            keys.addProblem("tests should be agent or runtime and is \"" + tests + "\"");
        }
        return tests.equals("agent");
    }

    private static Object readDebug(CaseSection keys) {
        Object debug = keys.read("debug", Object.class, false);
        if (!(debug instanceof Boolean) && !debug.equals("ssh")) {
            keys.addProblem("debug must be false, true or ssh, got \"" + debug + "\"");
        }
        return debug;
    }

    private static Map<String, Object> readExpectations(CaseSection keys) {
        keys.nested("expect", Expectation.FIELDS);
        Map<String, Object> expectations = keys.readMap("expect");
        if (expectations.isEmpty()) {
            keys.addProblem("has no expectation");
        }
        Expectation.findPatternProblems(expectations).forEach(keys::addProblem);
        return expectations;
    }
}
