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

/** Summarizes job logs. */
@Command(name = "report", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Print job durations by phase, runtime and environment, and plot them in an HTML file.",
    footer = {"", "Exit status: 0 done, 1 a file cannot be read or written, or no job was found, 2 wrong flags."})
final class ReportCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Job logs, as --job-log writes them.")
    private List<Path> files;

    @Option(names = "--html", paramLabel = "FILE", defaultValue = "ingot-report.html",
        description = "Write box plots and cumulative distributions to this file. Default: ${DEFAULT-VALUE}.")
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
        Path current = null;
        try {
            for (Path file : files) {
                current = file;
                reader.read(file);
            }
            if (reader.jobs().isEmpty()) {
                return fail(sources() + " contains no jobs; ingot agent --job-log FILE writes a job log");
            }
            Report report = Report.of(reader.jobs(), reader.skipped());
            TextReport.lines(report).forEach(out::println);
            current = html;
            Files.writeString(html, HtmlReport.of(report, sources()));
            out.println("\nPlots: " + html.toAbsolutePath());
            return ExitCode.OK;
        } catch (IOException e) {
            return fail(current + ": " + e);
        }
    }

    private String sources() {
        return files.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    private int fail(String problem) {
        spec.commandLine().getErr().println("ingot report: " + problem);
        return ExitCode.FAILURE;
    }
}
