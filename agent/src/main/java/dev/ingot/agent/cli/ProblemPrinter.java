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

    /** Prints one line to stderr for each thing that should be changed although the command goes on. */
    static void printCautions(CommandSpec command, List<Problem> cautions) {
        PrintWriter err = command.commandLine().getErr();
        cautions.forEach(caution -> err.println(command.qualifiedName() + ": caution: " + caution));
        err.flush();
    }
}
