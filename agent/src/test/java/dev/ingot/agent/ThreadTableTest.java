package dev.ingot.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that the tables under "Threads" in docs/architecture.md name the same threads as the code. */
class ThreadTableTest {
    private static final Path ROOT =
        (Files.isDirectory(Path.of("docs")) ? Path.of("") : Path.of("..")).toAbsolutePath().normalize();
    private static final Pattern NAME_IN_CODE = Pattern.compile(
        "(?:Thread\\s*\\.of(?:Virtual|Platform)\\(\\)(?:\\s*\\.daemon\\(\\))?\\s*\\.name\\(|JobThreads\\s*\\.named\\()"
            + "\"([^\"]+)\"|new KeyedExecutor\\(\\w+, \"([^\"]+)\"");
    private static final Pattern NAME_IN_TABLE = Pattern.compile("`([^`]+)`");
    /** The changing part of a name: a number or an id. */
    private static final Pattern VARIABLE_PART = Pattern.compile("[- ]?(?:ID|PID|N|RUNTIME)?$");
    /** Started by the JVM. */
    private static final String MAIN_THREAD = "main";

    @Test
    void theTablesNameTheThreadsOfTheCode() throws IOException {
        Set<String> documented = new TreeSet<>(namesInTables());
        documented.remove(MAIN_THREAD);
        assertEquals(String.join("\n", documented), String.join("\n", namesInCode()));
    }

    private static Set<String> namesInCode() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path file : sources()) {
            NAME_IN_CODE.matcher(Files.readString(file)).results()
                .map(match -> match.group(1) == null ? match.group(2) : match.group(1)).map(ThreadTableTest::withoutVariable)
                .forEach(names::add);
        }
        return names;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("agent/src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static Set<String> namesInTables() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/architecture.md"));
        String section = page.substring(page.indexOf("\n## Threads\n"), page.indexOf("\n### Background loops\n"));
        Set<String> names = new TreeSet<>();
        section.lines().filter(line -> line.startsWith("| `")).map(line -> line.split(" \\| ")[0])
            .forEach(cell -> NAME_IN_TABLE.matcher(cell).results().map(match -> withoutVariable(match.group(1)))
                .forEach(names::add));
        return names;
    }

    private static String withoutVariable(String name) {
        return VARIABLE_PART.matcher(name).replaceFirst("");
    }
}
