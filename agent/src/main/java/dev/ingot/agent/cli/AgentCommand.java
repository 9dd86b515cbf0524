package dev.ingot.agent.cli;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.InvalidConfig;
import dev.ingot.agent.config.LogFormat;
import dev.ingot.agent.linux.Umask;
import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the agent until it is told to end. */
@Command(name = "agent", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Grade what a backend sends, in place of inginious-agent-docker.",
    footer = {"", "Ends on SIGTERM or Ctrl-C, after every running job is answered; at once on a second.",
        "Exit status: 0 ended as told, 1 cannot run here, 2 wrong flags or configuration,",
        "3 out of memory."})
final class AgentCommand implements Callable<Integer> {
    @Mixin
    private AgentFlags flags;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (flags.fsHelp()) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("--fs local --fs-location DIR   courses lie in DIR, as with --tasks DIR");
            out.flush();
            return ExitCode.OK;
        }
        AgentConfig config;
        try {
            config = config();
        } catch (InvalidConfig e) {
            return Refusal.print(spec, e.problems(), ExitCode.USAGE);
        }
        Umask.setDefault();
        Logging.set(config.verbose(), flags.debugmode());
        if (config.logFormat() == LogFormat.JSON) {
            Logging.writeJson();
        }
        OutOfMemory.handle();
        try (Agent agent = Agent.start(config); Termination signals = Termination.answer(agent::close)) {
            agent.awaitLoss();
            return ExitCode.FAILURE;
        } catch (StartFailure e) {
            return Refusal.print(spec, e.problems(), ExitCode.FAILURE);
        }
    }

    AgentConfig config() throws InvalidConfig {
        return flags.load(spec.commandLine(), Set.of("backend"));
    }
}
