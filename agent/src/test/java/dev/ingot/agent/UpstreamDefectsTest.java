package dev.ingot.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/upstream-defects.md names is there. */
class UpstreamDefectsTest {
    private static final Path ROOT = Files.isDirectory(Path.of("docs")) ? Path.of("") : Path.of("..");
    private static final Pattern NAMED = Pattern.compile("`(?:(\\w+)#(\\w+)|e2e/([\\w/-]+))`");

    private static List<String> pageLines() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/upstream-defects.md"));
    }

    @Test
    void everyDefectHasARowWithATestOrAReason() throws IOException {
        List<String[]> rows = pageLines().stream().filter(line -> line.matches("\\| \\d.*")).map(line -> line.split(" \\| "))
            .toList();
        assertEquals(IntStream.rangeClosed(1, 43).mapToObj(n -> "| " + n).toList(), rows.stream().map(row -> row[0]).toList());
        assertEquals(List.of(), rows.stream().map(row -> row[3])
            .filter(shown -> !shown.startsWith("none: ") && !NAMED.matcher(shown).find()).toList());
    }

    @Test
    void everyReferencedTestExists() throws IOException {
        List<MatchResult> named = NAMED.matcher(String.join("\n", pageLines())).results().toList();
        assertEquals(List.of(), named.stream().filter(match -> !isPresent(match)).map(MatchResult::group).toList());
    }

    private static boolean isPresent(MatchResult named) {
        if (named.group(3) != null) {
            return Files.exists(ROOT.resolve("e2e").resolve(named.group(3)).resolve("expect.yaml"));
        }
        return Stream.of("agent", "common", "backend-shim").anyMatch(module ->
            containsMethod(ROOT.resolve(module).resolve("src/test/java"), named.group(1) + ".java", "void " + named.group(2)
                + "("));
    }

    private static boolean containsMethod(Path sources, String file, String method) {
        try (Stream<Path> found = Files.find(sources, 20, (path, _) -> path.endsWith(file))) {
            for (Path path : found.toList()) {
                if (Files.readString(path).contains(method)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
