package dev.ingot.agent.cli;

import dev.ingot.agent.app.ExitCode;
import dev.ingot.agent.app.Version;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Parses the command line and runs the command. */
@Command(name = "ingot", mixinStandardHelpOptions = true, versionProvider = Version.class, usageHelpAutoWidth = true,
    description = "A grading agent for INGInious.",
    subcommands = {AgentCommand.class, DoctorCommand.class, CheckConfigCommand.class, ImageCommand.class, ReportCommand.class})
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    private Main() { }

    /** Runs the command that the arguments name and exits with its status. */
    public static void main(String[] arguments) {
        System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments));
    }

    /** Runs a command and returns its exit status. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = commandLine(out, err);
        return line.execute(completeFlags(line, List.of(arguments)).toArray(String[]::new));
    }

    /** Creates the parser with all commands. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new Main())
            .setOut(out)
            .setErr(err)
            .setExpandAtFiles(false)
            .setToggleBooleanFlags(false)
            .setOverwrittenOptionsAllowed(true)
            .setParameterExceptionHandler(Main::reportUsageError)
            .setExecutionExceptionHandler((e, command, parsed) -> {
                throw e;
            });
        line.getSubcommands().values().forEach(command -> command.getCommandSpec().parser().collectErrors(true));
        return line;
    }

    /** Returns the arguments with abbreviated flags completed. */
    static List<String> completeFlags(CommandLine line, List<String> arguments) {
        CommandLine command = arguments.isEmpty() ? null : line.getSubcommands().get(arguments.getFirst());
        if (command == null) {
            return arguments;
        }
        List<String> flags = FlagAbbreviations.complete(arguments.subList(1, arguments.size()),
            command.getCommandSpec().optionsMap().keySet());
        return Stream.concat(Stream.of(arguments.getFirst()), flags.stream()).toList();
    }

    private static int reportUsageError(ParameterException e, String... arguments) {
        String problem = e instanceof UnmatchedArgumentException unmatched
            ? "unknown command " + unmatched.getUnmatched().getFirst() : e.getMessage();
        e.getCommandLine().getErr().println("ingot: " + problem + "; see ingot help");
        return ExitCode.USAGE;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command is given");
    }
}
