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

/** Entry point: the agent's commands. */
@Command(name = "ingot", mixinStandardHelpOptions = true, versionProvider = Version.class, usageHelpAutoWidth = true,
    description = "A grading agent for INGInious.",
    subcommands = {AgentCommand.class, DoctorCommand.class, CheckConfigCommand.class, ImageCommand.class, ReportCommand.class})
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    private Main() { }

    public static void main(String[] words) {
        System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), words));
    }

    /** Runs a command and returns its exit status. */
    static int run(PrintWriter out, PrintWriter err, String... words) {
        CommandLine line = commandLine(out, err);
        return line.execute(completeFlags(line, List.of(words)).toArray(String[]::new));
    }

    /** The commands, ready to read words. */
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

    /** The words with the beginnings of flags made whole. */
    static List<String> completeFlags(CommandLine line, List<String> words) {
        CommandLine command = words.isEmpty() ? null : line.getSubcommands().get(words.getFirst());
        if (command == null) {
            return words;
        }
        List<String> flags = FlagAbbreviations.complete(words.subList(1, words.size()),
            command.getCommandSpec().optionsMap().keySet());
        return Stream.concat(Stream.of(words.getFirst()), flags.stream()).toList();
    }

    private static int reportUsageError(ParameterException e, String... words) {
        String what = e instanceof UnmatchedArgumentException unmatched
            ? "unknown command " + unmatched.getUnmatched().getFirst() : e.getMessage();
        e.getCommandLine().getErr().println("ingot: " + what + "; see ingot help");
        return ExitCode.USAGE;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command is given");
    }
}
