package dev.ingot.agent.cli;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.source.InvalidConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** A command line, read or run in this process. */
record CommandRun(int status, String out, String err) {

    /** What {@code ingot agent ...} makes of its words. */
    static AgentConfig parseConfig(String... words) throws InvalidConfig {
        CommandLine line = Main.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
        List<String> all = Stream.concat(Stream.of("agent"), Stream.of(words)).toList();
        CommandLine.ParseResult parsed = line.parseArgs(Main.completeFlags(line, all).toArray(String[]::new));
        return ((AgentCommand) parsed.subcommand().commandSpec().userObject()).loadConfig();
    }

    static CommandRun run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(new PrintWriter(out), new PrintWriter(err), words);
        return new CommandRun(status, out.toString(), err.toString());
    }
}
