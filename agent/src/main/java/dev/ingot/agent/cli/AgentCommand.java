package dev.ingot.agent.cli;

import dev.ingot.agent.app.Agent;
import dev.ingot.agent.app.ExitCode;
import dev.ingot.agent.app.ShutdownHook;
import dev.ingot.agent.app.StartFailure;
import dev.ingot.agent.app.UncaughtErrorHandler;
import dev.ingot.agent.app.Version;
import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.LogFormat;
import dev.ingot.agent.config.source.InvalidConfig;
import dev.ingot.agent.config.source.Problems;
import dev.ingot.agent.linux.Umask;
import dev.ingot.agent.logging.LogSetup;
import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the agent until a signal stops it or, without autorestart, until the backend is lost. */
@Command(name = "agent", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Grade jobs of an INGInious backend. Replaces inginious-agent-docker.",
    footer = {"", "Stops on SIGTERM or Ctrl-C after it has answered every running job.",
        "A second signal stops it immediately.",
        "Exit status: 0 stopped by a signal, 1 cannot run here, 2 wrong flags or configuration,",
        "3 out of memory."})
final class AgentCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(AgentCommand.class);

    @Mixin
    private AgentFlags flags;
    @Spec
    private CommandSpec spec;
    private final Problems problems = new Problems();

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
            config = loadConfig();
        } catch (InvalidConfig e) {
            return ProblemPrinter.print(spec, e.problems(), ExitCode.USAGE);
        }
        Umask.setDefault();
        LogSetup.setLevels(config.verbose(), flags.debugmode());
        if (config.logFormat() == LogFormat.JSON) {
            LogSetup.useJson();
        }
        problems.cautions().forEach(caution -> LOG.warn("{}", caution));
        UncaughtErrorHandler.install();
        try (Agent agent = Agent.start(config); ShutdownHook _ = ShutdownHook.install(agent::close)) {
            agent.awaitBackendLoss();
            return ExitCode.FAILURE;
        } catch (StartFailure e) {
            return ProblemPrinter.print(spec, e.problems(), ExitCode.FAILURE);
        }
    }

    /** Loads the configuration, which must have a backend address. */
    AgentConfig loadConfig() throws InvalidConfig {
        return flags.load(spec.commandLine(), Set.of("backend"), problems);
    }
}
