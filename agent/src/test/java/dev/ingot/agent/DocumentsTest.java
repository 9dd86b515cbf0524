package dev.ingot.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the Markdown files: every relative link and anchor has a target, and the index of decision records is complete. */
class DocumentsTest {
    private static final Path ROOT =
        (Files.isDirectory(Path.of("docs")) ? Path.of("") : Path.of("..")).toAbsolutePath().normalize();
    private static final Path DECISIONS = ROOT.resolve("docs/decisions");
    private static final Set<String> SKIPPED_FOLDERS = Set.of("target", "node_modules");
    private static final Set<String> TEXT_FILES = Set.of("java", "md", "sh", "yaml", "yml", "toml", "xml", "service", "options");

    /** The target of {@code [text](target)} or {@code ![text](target)}; the text may contain brackets in pairs. */
    private static final Pattern LINK = Pattern.compile("\\[(?:[^\\[\\]]|\\[[^\\]]*])*]\\(<?([^()\\s>]+(?:\\([^()]*\\))?)>?\\)");
    private static final Pattern EXTERNAL = Pattern.compile("[a-z][a-z0-9+.-]*:.*");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?)(?: +#+)? *");
    private static final Pattern INLINE_CODE = Pattern.compile("(`+)(?!`)(?:(?!\n\n)[\\s\\S])+?(?<!`)\\1(?!`)");
    private static final Pattern DOCUMENT_NAME = Pattern.compile("\\bdocs/[\\w/.-]+\\.md\\b");
    private static final Pattern RECORD_NAME = Pattern.compile("(\\d{4})-[a-z0-9-]+\\.md");
    private static final Pattern INDEX_ROW =
        Pattern.compile("\\| (\\d+) \\| \\[(.+)]\\((.+?)\\) \\| (\\d{4}-\\d\\d-\\d\\d) \\|.*");
    private static final Pattern DEPENDENCY_RULE = Pattern.compile("dependsOnlyOn\\(\"([a-z.]+)\"((?:,\\s*\"[a-z.]+\")*)\\)");
    private static final Pattern LAUNCHER_COMMAND = Pattern.compile("\\./ingot +([a-z][a-z-]*)");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
    private static final Pattern DIAGRAM_ARROWS = Pattern.compile(" +(\\w+)(?:\\[.*])? --> (\\w+(?: & \\w+)*)");

    @Test
    void everyRelativeLinkLeadsToAFile() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path file : markdownFiles()) {
            for (String target : linkTargets(file)) {
                String path = target.replaceFirst("#.*", "");
                if (!path.isEmpty() && !Files.exists(resolve(file, path))) {
                    broken.add(ROOT.relativize(file) + ": " + target);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void everyAnchorIsAHeadingOfItsFile() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path file : markdownFiles()) {
            for (String target : linkTargets(file)) {
                int mark = target.indexOf('#');
                Path page = mark > 0 ? resolve(file, target.substring(0, mark)) : file;
                if (mark >= 0 && Files.exists(page) && !anchors(page).contains(target.substring(mark + 1))) {
                    broken.add(ROOT.relativize(file) + ": " + target);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void everyDocumentNamedInATextFileExists() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Path file : files(TEXT_FILES)) {
            DOCUMENT_NAME.matcher(Files.readString(file)).results().map(MatchResult::group)
                .filter(name -> !Files.exists(ROOT.resolve(name)))
                .forEach(name -> missing.add(ROOT.relativize(file) + ": " + name));
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void everyReferencePageIsLinkedFromAnotherPage() throws IOException {
        Set<Path> linked = new HashSet<>();
        for (Path file : markdownFiles()) {
            linkTargets(file).stream().map(target -> resolve(file, target.replaceFirst("#.*", "")))
                .filter(target -> !target.equals(file)).forEach(linked::add);
        }
        assertEquals(List.of(), markdownFiles().stream().filter(file -> file.startsWith(ROOT.resolve("docs")))
            .filter(file -> !linked.contains(file) && !linked.contains(file.getParent())).map(ROOT::relativize).toList());
    }

    @Test
    void everyCommandOfTheLauncherExists() throws IOException {
        String launcher = Files.readString(ROOT.resolve("ingot"));
        Set<String> missing = new TreeSet<>();
        for (Path file : markdownFiles()) {
            LAUNCHER_COMMAND.matcher(Files.readString(file)).results().map(command -> command.group(1))
                .filter(command -> !launcher.contains("\n  " + command + " ")).forEach(missing::add);
        }
        assertEquals(Set.of(), missing);
    }

    /** The solid arrows of the diagram against the calls of {@code dependsOnlyOn} in {@link ArchitectureTest}. */
    @Test
    void theDependencyDiagramShowsWhatArchitectureTestAllows() throws IOException {
        Set<String> allowed = new TreeSet<>();
        String source = Files.readString(ROOT.resolve("agent/src/test/java/dev/ingot/agent/ArchitectureTest.java"));
        DEPENDENCY_RULE.matcher(source).results().forEach(rule -> QUOTED.matcher(rule.group(2)).results()
            .forEach(target -> allowed.add(rule.group(1) + " --> " + target.group(1))));
        Set<String> drawn = new TreeSet<>();
        Files.readAllLines(ROOT.resolve("docs/architecture.md")).stream()
            .dropWhile(line -> !line.equals("## Dependencies between packages")).takeWhile(line -> !line.equals("## A job"))
            .map(DIAGRAM_ARROWS::matcher).filter(Matcher::matches).forEach(row -> Stream.of(row.group(2).split(" & "))
                .forEach(target -> drawn.add((row.group(1) + " --> " + target).replace('_', '.'))));
        assertEquals(String.join("\n", allowed), String.join("\n", drawn));
    }

    @Test
    void decisionNumbersHaveNoGapsAndTitlesCarryThem() throws IOException {
        List<Path> records = decisionRecords();
        assertFalse(records.isEmpty());
        assertEquals(IntStream.rangeClosed(1, records.size()).mapToObj("%04d"::formatted).toList(),
            records.stream().map(record -> record.getFileName().toString().substring(0, 4)).toList());
        for (Path record : records) {
            int number = Integer.parseInt(record.getFileName().toString().substring(0, 4));
            String title = Files.readAllLines(record).getFirst();
            assertEquals("# " + number + ". ", title.substring(0, Math.min(title.length(), ("# " + number + ". ").length())));
        }
    }

    @Test
    void everyDecisionHasStatusDateContextDecisionAndConsequencesInThisOrder() throws IOException {
        for (Path record : decisionRecords()) {
            List<String> parts = Files.readAllLines(record).stream()
                .map(line -> line.replaceFirst("^- (Status|Date): \\S.*", "$1").replaceFirst("^## ", ""))
                .filter(List.of("Status", "Date", "Context", "Decision", "Consequences")::contains).toList();
            assertEquals(List.of("Status", "Date", "Context", "Decision", "Consequences"), parts, record.toString());
        }
    }

    @Test
    void theIndexListsEveryDecisionWithItsTitleAndDate() throws IOException {
        List<String> indexed = Files.readAllLines(DECISIONS.resolve("README.md")).stream().map(INDEX_ROW::matcher)
            .filter(Matcher::matches)
            .map(row -> row.group(1) + ". " + row.group(2) + " " + row.group(3) + " " + row.group(4)).toList();
        List<String> records = new ArrayList<>();
        for (Path record : decisionRecords()) {
            List<String> lines = Files.readAllLines(record);
            String date = lines.stream().filter(line -> line.startsWith("- Date: ")).findFirst().orElseThrow().substring(8, 18);
            records.add(lines.getFirst().substring(2) + " " + record.getFileName() + " " + date);
        }
        assertEquals(records, indexed);
    }

    private static List<Path> decisionRecords() throws IOException {
        try (Stream<Path> found = Files.list(DECISIONS)) {
            return found.filter(path -> RECORD_NAME.matcher(path.getFileName().toString()).matches()).sorted().toList();
        }
    }

    private static List<Path> markdownFiles() throws IOException {
        return files(Set.of("md"));
    }

    /** Returns the files with one of the name endings, without hidden folders and build results. */
    private static List<Path> files(Set<String> endings) throws IOException {
        List<Path> found = new ArrayList<>();
        collect(ROOT, endings, found);
        return found;
    }

    private static void collect(Path folder, Set<String> endings, List<Path> found) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                if (Files.isSymbolicLink(entry) || name.startsWith(".") || SKIPPED_FOLDERS.contains(name)) {
                    continue;
                }
                if (Files.isDirectory(entry)) {
                    collect(entry, endings, found);
                } else if (endings.contains(name.substring(name.lastIndexOf('.') + 1))) {
                    found.add(entry);
                }
            }
        }
    }

    private static Path resolve(Path file, String target) {
        return file.getParent().resolve(URLDecoder.decode(target.replace("+", "%2B"), StandardCharsets.UTF_8)).normalize();
    }

    private static List<String> linkTargets(Path file) throws IOException {
        String text = INLINE_CODE.matcher(String.join("\n", textLines(file))).replaceAll("code");
        return LINK.matcher(text).results().map(link -> link.group(1))
            .filter(target -> !EXTERNAL.matcher(target).matches()).toList();
    }

    /** Returns the anchors of a page as GitHub makes them from its headings. */
    private static Set<String> anchors(Path file) throws IOException {
        Map<String, Integer> uses = new HashMap<>();
        Set<String> anchors = new HashSet<>();
        for (String line : textLines(file)) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                String text = heading.group(1).replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1");
                String anchor = text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}\\s_-]", "").replace(' ', '-');
                int use = uses.merge(anchor, 1, Integer::sum);
                anchors.add(use == 1 ? anchor : anchor + "-" + (use - 1));
            }
        }
        return anchors;
    }

    /** Returns the lines outside of fenced code. */
    private static List<String> textLines(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        String fence = null;
        for (String line : Files.readAllLines(file)) {
            String start = line.strip();
            if (fence == null && (start.startsWith("```") || start.startsWith("~~~"))) {
                fence = start.substring(0, 3);
            } else if (fence != null && start.startsWith(fence)) {
                fence = null;
            } else if (fence == null) {
                lines.add(line);
            }
        }
        return lines;
    }
}
