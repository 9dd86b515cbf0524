package dev.ingot.agent.telemetry.prometheus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.telemetry.Timelines;
import dev.ingot.observation.MetricsPage;
import dev.ingot.timing.CompletionSummary;
import dev.ingot.timing.Phase;
import dev.ingot.timing.Timeline;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobMetricsTest {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final JobMetrics metrics = new JobMetrics(registry);

    private String scrape() throws IOException {
        return new String(new MetricsPage(registry).render("text/plain").body(), StandardCharsets.UTF_8);
    }

    private void assertScraped(String... lines) throws IOException {
        String scrape = scrape();
        for (String line : lines) {
            assertTrue(scrape.lines().anyMatch(line::equals), () -> line + " is not in\n" + scrape);
        }
    }

    @Test
    void measuresPhasesOfAGradedJob() throws IOException {
        metrics.accept(Timelines.graded("j"));
        assertScraped(
            "ingot_job_phase_seconds_bucket"
                + "{environment=\"default\",phase=\"GRADE\",runtime=\"crun\",warm=\"false\",le=\"0.25\"} 1",
            "ingot_job_phase_seconds_sum{environment=\"default\",phase=\"ADMIT\",runtime=\"crun\",warm=\"false\"} 0.001",
            "ingot_jobs_total{environment=\"default\",runtime=\"crun\",verdict=\"success\"} 1.0",
            "ingot_container_cpu_seconds_sum{environment=\"default\",runtime=\"crun\"} 0.012",
            "ingot_container_memory_peak_bytes_sum{environment=\"default\",runtime=\"crun\"} 4096.0",
            "ingot_students_total{end=\"timeout\"} 1.0",
            "ingot_student_run_seconds_sum{environment=\"python3\"} 3.0E-9");
    }

    @Test
    void countsAbortsRejectionsAndSystemFailures() throws IOException {
        metrics.accept(ended(CompletionSummary.aborted("overflow"), "crun"));
        metrics.accept(ended(new CompletionSummary("crash", null, "not_created", Phase.CREATE), "crun"));
        metrics.accept(ended(new CompletionSummary("crash", null, "no_task", null), null));
        assertScraped("ingot_jobs_aborted_total{cause=\"overflow\"} 1.0", "ingot_jobs_rejected_total{reason=\"not_created\"} 1.0",
            "ingot_jobs_rejected_total{reason=\"no_task\"} 1.0", "ingot_job_system_failures_total{phase=\"CREATE\"} 1.0",
            "ingot_job_system_failures_total{phase=\"ADMIT\"} 0.0");
    }

    /** What comes with a job must not become a time series: anybody could fill the memory. */
    @Test
    void usesNoLabelValuesFromJobs() throws IOException {
        metrics.accept(new Timeline(Instant.EPOCH, "j", "evil-course", "evil-task", "evil-type", "evil-environment", null, false,
            CompletionSummary.graded("evil-verdict"), Map.of(Phase.ADMIT, 1L), -1, -1,
            List.of(new Timeline.Student(Instant.EPOCH, "evil-student", false, 0, 0, 0, 254, -1, -1))));
        assertFalse(scrape().contains("evil"), scrape());
        assertScraped("ingot_jobs_total{environment=\"none\",runtime=\"none\",verdict=\"other\"} 1.0",
            "ingot_students_total{end=\"rejected\"} 1.0");
    }

    private static Timeline ended(CompletionSummary outcome, String runtime) {
        return new Timeline(Instant.EPOCH, "j", "c", "t", "docker", "default", runtime, false, outcome,
            Map.of(Phase.ADMIT, 1L), -1, -1, List.of());
    }

    @Test
    void registersEachNameOnce() {
        assertEquals(registry.scrape().size(), registry.scrape().stream().map(one -> one.getMetadata().getPrometheusName())
            .distinct().count());
    }
}
