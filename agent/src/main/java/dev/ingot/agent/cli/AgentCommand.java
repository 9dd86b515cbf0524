package dev.ingot.agent.cli;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.InvalidConfig;
import dev.ingot.agent.config.Problem;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the agent until it is told to end. */
@Command(name = "agent", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Grade what a backend sends, in place of inginious-agent-docker.",
    footer = {"", "Ends on SIGTERM or Ctrl-C, after every running job is answered; at once on a second.",
        "Exit status: 0 ended as told, 1 cannot run here, 2 wrong flags or configuration."})
final class AgentCommand implements Callable<Integer> {
    @Mixin
    private AgentFlags flags;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (flags.fsHelp()) {
            out().println("--fs local --fs-location DIR   courses lie in DIR, as with --tasks DIR");
            return ExitCode.OK;
        }
        AgentConfig config;
        try {
            config = flags.load(spec.commandLine(), Set.of("backend"));
        } catch (InvalidConfig e) {
            return refuse(e.problems(), ExitCode.USAGE);
        }
        Logging.set(config.verbose(), flags.debugmode());
        try (Agent agent = Agent.start(config); Termination signals = Termination.answer(agent::close)) {
            agent.awaitLoss();
            return ExitCode.FAILURE;
        } catch (StartFailure e) {
            return refuse(e.problems(), ExitCode.FAILURE);
        }
    }

    private int refuse(Collection<Problem> problems, int status) {
        PrintWriter err = spec.commandLine().getErr();
        problems.forEach(problem -> err.println("ingot agent: " + problem));
        err.flush();
        return status;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
