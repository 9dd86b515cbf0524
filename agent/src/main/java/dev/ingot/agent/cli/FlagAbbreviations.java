package dev.ingot.agent.cli;

import dev.ingot.agent.config.source.Problems;
import dev.ingot.text.NearestName;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Completes beginnings of flags as Python's argparse does, so that what worked with {@code inginious-agent-docker} works
 * here: a beginning that was clear there is not made ambiguous by flags of our own.
 */
final class FlagAbbreviations {
    private static final Set<String> INGINIOUS_FLAGS = Set.of("--help", "--friendly-name", "--debug-host", "--debug-ports",
        "--debugger", "--tmpdir", "--concurrency", "--verbose", "--debugmode", "--disable-autorestart", "--ssh", "--runtime",
        "--tasks", "--fs", "--fs-location", "--fs-help");

    private FlagAbbreviations() { }

    /** The words with every clear beginning made whole. */
    static List<String> complete(List<String> words, Collection<String> known) {
        int end = words.contains("--") ? words.indexOf("--") : words.size();
        UnaryOperator<String> completed = word -> complete(word, known);
        return IntStream.range(0, words.size())
            .mapToObj(index -> index < end ? completed.apply(words.get(index)) : words.get(index)).toList();
    }

    private static String complete(String word, Collection<String> known) {
        String name = flagName(word);
        if (!name.startsWith("--") || known.contains(name)) {
            return word;
        }
        List<String> inherited = findByPrefix(name, INGINIOUS_FLAGS.stream().filter(known::contains).toList());
        List<String> all = inherited.isEmpty() ? findByPrefix(name, known) : inherited;
        return all.size() == 1 ? all.getFirst() + word.substring(name.length()) : word;
    }

    /** Tells what the parser did not understand, each word for itself. */
    static void reportUnmatched(CommandLine command, Problems problems) {
        Collection<String> known = command.getCommandSpec().optionsMap().keySet();
        for (Exception error : command.getParseResult().errors()) {
            if (error instanceof UnmatchedArgumentException unmatched) {
                unmatched.getUnmatched().forEach(word -> reportUnmatched(word, known, problems));
            } else {
                problems.add("command line", error.getMessage(), "see --help");
            }
        }
    }

    private static void reportUnmatched(String word, Collection<String> known, Problems problems) {
        String name = flagName(word);
        List<String> meant = name.startsWith("--") ? findByPrefix(name, known) : List.of();
        if (!meant.isEmpty()) {
            problems.add(name, "it can mean several flags", "write one of " + String.join(", ", meant));
        } else if (name.startsWith("-")) {
            problems.add(name, "unknown flag", NearestName.of(name, known)
                .map(nearest -> "did you mean " + nearest + "?").orElse("see --help"));
        } else {
            problems.add(word, "one word too many", "see --help");
        }
    }

    private static List<String> findByPrefix(String name, Collection<String> known) {
        return known.stream().filter(option -> option.startsWith(name)).sorted().toList();
    }

    private static String flagName(String word) {
        int equals = word.indexOf('=');
        return equals < 0 ? word : word.substring(0, equals);
    }
}
