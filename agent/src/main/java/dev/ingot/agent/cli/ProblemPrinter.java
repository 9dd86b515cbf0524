package dev.ingot.agent.cli;

import dev.ingot.agent.config.source.Problem;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** How a command tells that it cannot go on: one line for each problem on stderr. */
final class ProblemPrinter {
    private ProblemPrinter() { }

    /** Returns the status it was given. */
    static int print(CommandSpec command, List<Problem> problems, int status) {
        PrintWriter err = command.commandLine().getErr();
        problems.forEach(problem -> err.println(command.qualifiedName() + ": " + problem));
        err.flush();
        return status;
    }
}
