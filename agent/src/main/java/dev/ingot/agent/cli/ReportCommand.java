package dev.ingot.agent.cli;

import dev.ingot.agent.app.ExitCode;
import dev.ingot.agent.config.source.Problems;
import dev.ingot.agent.report.HtmlReport;
import dev.ingot.agent.report.JobLogReader;
import dev.ingot.agent.report.Report;
import dev.ingot.agent.report.TextReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sums up job logs. */
@Command(name = "report", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Print what jobs took, by phase, runtime and environment, and draw it into an HTML file.",
    footer = {"", "Exit status: 0 done, 1 a file cannot be read or written, or says nothing of a job, 2 wrong flags."})
final class ReportCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Job logs, as --job-log writes them.")
    private List<Path> files;

    @Option(names = "--html", paramLabel = "FILE", defaultValue = "ingot-report.html",
        description = "Draw box plots and cumulative distributions into it. Default: ${DEFAULT-VALUE}.")
    private Path html;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Problems problems = new Problems();
        FlagAbbreviations.reportUnmatched(spec.commandLine(), problems);
        if (!problems.list().isEmpty()) {
            return ProblemPrinter.print(spec, problems.list(), ExitCode.USAGE);
        }
        PrintWriter out = spec.commandLine().getOut();
        JobLogReader reader = new JobLogReader();
        Path at = null;
        try {
            for (Path file : files) {
                at = file;
                reader.read(file);
            }
            if (reader.jobs().isEmpty()) {
                return fail("no line of " + sources() + " says anything of a job; job logs are written with --job-log FILE");
            }
            Report report = Report.of(reader.jobs(), reader.skipped());
            TextReport.lines(report).forEach(out::println);
            at = html;
            Files.writeString(html, HtmlReport.of(report, sources()));
            out.println("\nPlots: " + html.toAbsolutePath());
            return ExitCode.OK;
        } catch (IOException e) {
            return fail(at + ": " + e);
        }
    }

    private String sources() {
        return files.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    private int fail(String what) {
        spec.commandLine().getErr().println("ingot report: " + what);
        return ExitCode.FAILURE;
    }
}
