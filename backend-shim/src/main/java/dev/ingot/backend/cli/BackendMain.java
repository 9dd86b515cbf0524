package dev.ingot.backend.cli;

import dev.ingot.backend.client.BackendLost;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** Runs the commands of the stand-in backend and its clients. Exit status 0: success; 1: failure; 2: invalid command line. */
@Command(name = "ingot", subcommands = {BackendCommand.class, SubmitCommand.class, QueueExporterCommand.class,
    DemoCommand.class, BenchCommand.class})
public final class BackendMain {
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 2;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = CommandLine.ScopeType.INHERIT, description = "shows this help")
    private boolean help;

    /** Runs one command and exits with its status. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new BackendMain());
        commandLine.setExecutionStrategy(BackendMain::run);
        commandLine.setExecutionExceptionHandler((e, command, parsed) -> handleFailure(e, command));
        collectErrors(commandLine);
        return commandLine;
    }

    /** Makes picocli report all errors at once instead of the first. */
    private static void collectErrors(CommandLine commandLine) {
        commandLine.getCommandSpec().parser().collectErrors(true);
        commandLine.getSubcommands().values().forEach(BackendMain::collectErrors);
    }

    private static int run(ParseResult parsed) {
        List<CommandLine> commands = parsed.asCommandLineList();
        // A set, because picocli reports a missing parameter twice when an option is missing as well.
        Set<String> problems = new LinkedHashSet<>();
        commands.forEach(command -> command.getParseResult().errors().forEach(e -> problems.addAll(describe(e))));
        if (problems.isEmpty() && !parsed.hasSubcommand() && !CommandLine.printHelpIfRequested(parsed)) {
            problems.add("missing command; one of " + String.join(", ", commands.getFirst().getSubcommands().keySet()));
        }
        return problems.isEmpty() ? new CommandLine.RunLast().execute(parsed) : reportProblems(commands.getLast(), problems);
    }

    private static List<String> describe(Exception error) {
        return error instanceof MissingParameterException missing
            ? missing.getMissing().stream().map(BackendMain::describe).toList()
            : List.of(error.getMessage());
    }

    private static String describe(ArgSpec missing) {
        return "missing: " + (missing instanceof OptionSpec option ? option.longestName() + " " : "") + missing.paramLabel();
    }

    private static int handleFailure(Exception e, CommandLine command) throws Exception {
        return switch (e) {
            case InvalidArguments invalid -> reportProblems(command, invalid.problems());
            case IOException _, BackendLost _ -> {
                print(command, e.getMessage());
                yield EXIT_FAILED;
            }
            case InterruptedException _ -> EXIT_FAILED;
            default -> throw e;
        };
    }

    private static int reportProblems(CommandLine command, Collection<String> problems) {
        problems.forEach(problem -> print(command, problem));
        return EXIT_USAGE;
    }

    private static void print(CommandLine command, String message) {
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + message);
    }
}
