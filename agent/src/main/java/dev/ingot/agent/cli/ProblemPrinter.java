package dev.ingot.agent.cli;

import dev.ingot.agent.config.source.Problem;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Prints problems and cautions of a command to stderr. */
final class ProblemPrinter {
    private ProblemPrinter() { }

    /** Prints one line for each problem, and returns {@code status} as the command's exit status. */
    static int print(CommandSpec command, List<Problem> problems, int status) {
        PrintWriter err = command.commandLine().getErr();
        problems.forEach(problem -> err.println(command.qualifiedName() + ": " + problem));
        err.flush();
        return status;
    }

    /** Prints one line for each caution: a problem with which the command can continue. */
    static void printCautions(CommandSpec command, List<Problem> cautions) {
        PrintWriter err = command.commandLine().getErr();
        cautions.forEach(caution -> err.println(command.qualifiedName() + ": caution: " + caution));
        err.flush();
    }
}
