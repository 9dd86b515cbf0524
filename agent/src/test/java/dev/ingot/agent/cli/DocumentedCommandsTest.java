package dev.ingot.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.backend.cli.BackendMain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Checks that the commands which the Markdown files show have the flags that they show. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> PAGES =
        List.of("README.md", "CONTRIBUTING.md", "docs", "e2e/README.md", "deploy/images/README.md");

    /** In a code block or in inline code, up to a comment or the end of the code. */
    private static final Pattern COMMAND = Pattern.compile("(?m)(?:^|`)(?:\\./)?ingot +([a-z][^`#\\n]*)");
    private static final Pattern FLAG = Pattern.compile("(?:^|[\\s\\[])(--[a-z][a-z-]*)");
    /** The launcher itself reads flags of these. */
    private static final Set<String> LAUNCHER_COMMANDS = Set.of("demo", "test", "help");

    @Test
    void everyShownFlagExists() throws IOException {
        Map<String, CommandLine> commands = new HashMap<>(new CommandLine(new BackendMain()).getSubcommands());
        PrintWriter ignored = new PrintWriter(new StringWriter());
        commands.putAll(Main.commandLine(ignored, ignored).getSubcommands());
        List<String> shown = shownCommands();
        Set<String> unknown = new TreeSet<>();
        for (String words : shown) {
            String name = words.split("\\s+")[0];
            if (!LAUNCHER_COMMANDS.contains(name)) {
                unknown.addAll(unknownFlags(commands.get(name), words));
            }
        }
        assertEquals(Set.of(), unknown);
        assertTrue(shown.size() > 20, "too few commands found: " + shown.size());
    }

    /** Returns the flags that the command, or one of its own commands that follows, does not have. */
    private static List<String> unknownFlags(CommandLine command, String words) {
        if (command == null) {
            return List.of(words);
        }
        CommandLine innermost = command;
        for (String word : words.split("\\s+")) {
            innermost = innermost.getSubcommands().getOrDefault(word, innermost);
        }
        Set<String> known = innermost.getCommandSpec().optionsMap().keySet();
        return FLAG.matcher(words).results().map(flag -> flag.group(1)).filter(flag -> !known.contains(flag))
            .map(flag -> words + ": " + flag).toList();
    }

    private static List<String> shownCommands() throws IOException {
        List<String> commands = new ArrayList<>();
        for (String page : PAGES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(page))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".md")).toList()) {
                    String joined = Files.readString(file).replaceAll("\\\\\\n\\s*", " ");
                    COMMAND.matcher(joined).results().map((MatchResult command) -> command.group(1).strip())
                        .forEach(commands::add);
                }
            }
        }
        return commands;
    }
}
