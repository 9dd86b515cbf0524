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
 * Completes abbreviated flags like Python's argparse (https://docs.python.org/3/library/argparse.html#prefix-matching), so that
 * command lines of {@code inginious-agent-docker} keep working: an abbreviation that was unique there stays unique although this
 * agent has more flags.
 */
final class FlagAbbreviations {
    private static final Set<String> INGINIOUS_FLAGS = Set.of("--help", "--friendly-name", "--debug-host", "--debug-ports",
        "--debugger", "--tmpdir", "--concurrency", "--verbose", "--debugmode", "--disable-autorestart", "--ssh", "--runtime",
        "--tasks", "--fs", "--fs-location", "--fs-help");

    private FlagAbbreviations() { }

    /** Returns the arguments with every unique abbreviation completed. Arguments after {@code --} stay as they are. */
    static List<String> complete(List<String> arguments, Collection<String> known) {
        int end = arguments.contains("--") ? arguments.indexOf("--") : arguments.size();
        UnaryOperator<String> completed = argument -> complete(argument, known);
        return IntStream.range(0, arguments.size())
            .mapToObj(index -> index < end ? completed.apply(arguments.get(index)) : arguments.get(index)).toList();
    }

    private static String complete(String argument, Collection<String> known) {
        String name = flagName(argument);
        if (!name.startsWith("--") || known.contains(name)) {
            return argument;
        }
        List<String> inherited = findByPrefix(name, INGINIOUS_FLAGS.stream().filter(known::contains).toList());
        List<String> all = inherited.isEmpty() ? findByPrefix(name, known) : inherited;
        return all.size() == 1 ? all.getFirst() + argument.substring(name.length()) : argument;
    }

    /** Reports every argument that the parser rejected as a problem. */
    static void reportUnmatched(CommandLine command, Problems problems) {
        Collection<String> known = command.getCommandSpec().optionsMap().keySet();
        for (Exception error : command.getParseResult().errors()) {
            if (error instanceof UnmatchedArgumentException unmatched) {
                unmatched.getUnmatched().forEach(argument -> reportUnmatched(argument, known, problems));
            } else {
                problems.add("command line", error.getMessage(), "see --help");
            }
        }
    }

    private static void reportUnmatched(String argument, Collection<String> known, Problems problems) {
        String name = flagName(argument);
        List<String> candidates = name.startsWith("--") ? findByPrefix(name, known) : List.of();
        if (!candidates.isEmpty()) {
            problems.add(name, "ambiguous flag", "write one of " + String.join(", ", candidates));
        } else if (name.startsWith("-")) {
            problems.add(name, "unknown flag", NearestName.of(name, known)
                .map(nearest -> "did you mean " + nearest + "?").orElse("see --help"));
        } else {
            problems.add(argument, "unexpected argument", "see --help");
        }
    }

    private static List<String> findByPrefix(String name, Collection<String> known) {
        return known.stream().filter(option -> option.startsWith(name)).sorted().toList();
    }

    private static String flagName(String argument) {
        int equals = argument.indexOf('=');
        return equals < 0 ? argument : argument.substring(0, equals);
    }
}
