package dev.ingot.agent.cli;

import dev.ingot.agent.app.ExitCode;
import dev.ingot.agent.app.RuntimeProviders;
import dev.ingot.agent.app.Version;
import dev.ingot.agent.config.ConfigLoader;
import dev.ingot.agent.config.ConfigWriter;
import dev.ingot.agent.config.source.InvalidConfig;
import dev.ingot.agent.config.source.Problems;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a configuration file like the agent, without checking the host. */
@Command(name = "check-config", mixinStandardHelpOptions = true, versionProvider = Version.class, usageHelpAutoWidth = true,
    description = "Print the configuration in effect as YAML, or every problem in the file.",
    footer = {"", "Exit status: 0 the file is valid, 2 there are problems."})
final class CheckConfigCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The file. Without one: the defaults.")
    private String file;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Problems problems = new Problems();
        FlagAbbreviations.reportUnmatched(spec.commandLine(), problems);
        try {
            String yaml = ConfigWriter.write(new ConfigLoader(RuntimeProviders.ALL, Set.of()).load(
                Optional.ofNullable(file).map(Path::of), Map.of(), problems));
            ProblemPrinter.printCautions(spec, problems.cautions());
            PrintWriter out = spec.commandLine().getOut();
            out.print(yaml);
            out.flush();
            return ExitCode.OK;
        } catch (InvalidConfig e) {
            return ProblemPrinter.print(spec, e.problems(), ExitCode.USAGE);
        }
    }
}
