package dev.ingot.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.telemetry.JobLog;
import dev.ingot.agent.telemetry.Rotation;
import dev.ingot.agent.telemetry.Timelines;
import dev.ingot.timing.Distribution;
import dev.ingot.timing.Phase;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportTest {
    private static final long MS = 1_000_000;

    @TempDir
    private Path dir;

    private static LoggedJob job(String runtime, long create, long start, long grade) {
        return new LoggedJob(runtime, "default", false, "success",
            Map.of(Phase.CREATE, create * MS, Phase.START, start * MS, Phase.GRADE, grade * MS, Phase.REPLY, 0L));
    }

    private static Report hundred(String runtime) {
        return Report.of(IntStream.rangeClosed(1, 100).mapToObj(i -> job(runtime, i, 2L * i, 1000)).toList(), 0);
    }

    @Test
    void readsTheJobLogThatTheAgentWrites() throws IOException {
        Path file = dir.resolve("jobs.jsonl");
        try (JobLog log = new JobLog(file, Rotation.DEFAULT)) {
            log.accept(Timelines.graded("1"));
            log.accept(Timelines.refused("2"));
        }
        Files.writeString(file, "{\"cut off\n{}\n{\"schema\": 99, \"phases_ns\": {}}\n", StandardOpenOption.APPEND);
        JobLogReader reader = new JobLogReader();
        reader.read(file);
        assertEquals(List.of(
            new LoggedJob("crun", "default", false, "success", Map.of(Phase.ADMIT, MS, Phase.GRADE, 234_567_890L)),
            new LoggedJob(null, "fortran", false, "crash", Map.of(Phase.ADMIT, 5L))), reader.jobs());
        assertEquals(3, reader.skipped());
    }

    @Test
    void theTableHasPercentilesByPhaseAndGroup() {
        List<String> lines = TextReport.lines(hundred("crun"));
        assertEquals("100 jobs: 100 success", lines.getFirst());
        List<String> rows = lines.stream().map(line -> line.strip().replaceAll(" +", " ")).toList();
        assertTrue(rows.contains("CREATE 100 50.0 90.0 95.0 99.0 100.0"), rows::toString);
        assertTrue(rows.contains("boot 100 150.0 270.0 285.0 297.0 300.0"), rows::toString);
    }

    @Test
    void thePlotsAreWellFormedAndEscaped() throws Exception {
        String html = HtmlReport.of(hundred("<script>alert(1)</script>"), "a&b");
        assertFalse(html.contains("<script"), "not escaped");
        assertFalse(html.contains("://"), "it asks others");
        List<String> plots = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(html)
            .results().map(found -> found.group()).toList();
        assertEquals(2 * Measure.PLOTS.size(), plots.size());
        for (String plot : plots) {
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(plot)));
            assertFalse(plot.contains("NaN"), plot);
        }
    }

    @Test
    void drawsManyGroupsWithLongNamesReadably() {
        List<LoggedJob> jobs = IntStream.range(0, 20).mapToObj(i -> job("r".repeat(100) + i, 1, 2, 3)).toList();
        String html = HtmlReport.of(Report.of(jobs, 0), "x");
        Matcher curves = Pattern.compile("<svg viewBox=\"0 0 760 (\\d+)\"[^>]*cumulative.*?</svg>", Pattern.DOTALL).matcher(html);
        assertTrue(curves.find());
        assertTrue(Integer.parseInt(curves.group(1)) > 20 * 18, curves.group());
        Matcher lines = Pattern.compile("<path class=\"([^\"]*)\"").matcher(curves.group());
        assertEquals(20, lines.results().map(line -> line.group(1)).distinct().count());
        assertTrue(curves.group().contains(">rrrrrrrrrrrrrrrrrrrrrr…"), curves.group());
    }

    @Test
    void whiskersEndAtWhatWasMeasuredAndLeaveOutliersOut() {
        Distribution all = Distribution.of(LongStream.concat(LongStream.rangeClosed(1, 99), LongStream.of(1000)));
        assertEquals(1, all.lowerWhisker());
        assertEquals(99, all.upperWhisker());
        assertEquals(1000, all.max());
    }

    @Test
    void drawsAJobOfZeroDuration() {
        Report report = Report.of(List.of(job("crun", 0, 0, 0)), 0);
        assertTrue(HtmlReport.of(report, "x").contains("Execution time (GRADE)"));
    }
}
