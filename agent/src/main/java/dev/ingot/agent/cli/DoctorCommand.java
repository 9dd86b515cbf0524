package dev.ingot.agent.cli;

import dev.ingot.agent.app.ExitCode;
import dev.ingot.agent.app.Runtimes;
import dev.ingot.agent.app.Version;
import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.source.InvalidConfig;
import dev.ingot.agent.config.source.Problem;
import dev.ingot.agent.config.source.Problems;
import dev.ingot.agent.doctor.Finding;
import dev.ingot.agent.doctor.HostCheck;
import dev.ingot.agent.doctor.RuntimeCheck;
import dev.ingot.agent.linux.Umask;
import dev.ingot.agent.runtime.RuntimeFault;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks the host for an agent with the same flags. */
@Command(name = "doctor", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Check this host for an agent with the same flags: PASS, CAUTION or FAIL for each check, with the remedy.",
    footer = {"", "Exit status: 0 the agent can run, 1 something failed, 2 wrong flags or configuration."})
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private AgentFlags flags;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        // The checks must see and create files with the umask of the agent.
        Umask.setDefault();
        try {
            Problems problems = new Problems();
            return examine(flags.load(spec.commandLine(), Set.of(), problems), problems.cautions());
        } catch (InvalidConfig e) {
            return ProblemPrinter.print(spec, e.problems(), ExitCode.USAGE);
        }
    }

    private int examine(AgentConfig config, List<Problem> cautions) {
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = new ArrayList<>();
        Consumer<Finding> report = finding -> {
            out.println(finding);
            out.flush();
            findings.add(finding);
        };
        cautions.forEach(caution -> report.accept(Finding.caution(caution.subject(), caution.description(), caution.remedy())));
        HostCheck host = new HostCheck(config);
        host.report(report);
        try (Runtimes runtimes = new Runtimes(config)) {
            boolean usable = true;
            for (var runtime : runtimes.all()) {
                List<Finding> found = runtimes.findings(runtime.name());
                found.forEach(report);
                usable &= found.stream().noneMatch(Finding::isFailure);
                usable &= new RuntimeCheck(runtime, runtimes.environmentTypes(config)).report(report);
            }
            if (usable) {
                host.checkMountVisibility(runtimes.all()).forEach(report);
                host.checkTaskDisk(runtimes.all()).forEach(report);
            }
        } catch (RuntimeFault e) {
            report.accept(Finding.fail("manager", e.getMessage(), "check DOCKER_HOST and the socket of the runtime's manager"));
        }
        return findings.stream().anyMatch(Finding::isFailure) ? ExitCode.FAILURE : ExitCode.OK;
    }
}
