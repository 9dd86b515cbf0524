package dev.ingot.agent.cli;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.source.InvalidConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs a command line in this process, and holds its exit status and output. */
record CommandRun(int status, String out, String err) {

    /** Returns the configuration that {@code ingot agent} reads from these arguments. */
    static AgentConfig parseConfig(String... arguments) throws InvalidConfig {
        CommandLine line = Main.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
        List<String> all = Stream.concat(Stream.of("agent"), Stream.of(arguments)).toList();
        CommandLine.ParseResult parsed = line.parseArgs(Main.completeFlags(line, all).toArray(String[]::new));
        return ((AgentCommand) parsed.subcommand().commandSpec().userObject()).loadConfig();
    }

    /** Runs a command line that starts with the name of a command. */
    static CommandRun run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
        return new CommandRun(status, out.toString(), err.toString());
    }
}
