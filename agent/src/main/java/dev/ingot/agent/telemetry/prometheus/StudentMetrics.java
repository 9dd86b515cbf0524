package dev.ingot.agent.telemetry.prometheus;

import dev.ingot.grading.StudentReturnCodes;
import dev.ingot.timing.Timeline;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Counts and measures the student containers of jobs. */
final class StudentMetrics {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Counter students;
    private final Histogram boot;
    private final Histogram run;

    StudentMetrics(PrometheusRegistry registry) {
        students = Counter.builder().name("ingot_students").labelNames("end")
            .help("Student containers that graders requested, by their end: exited, timeout, overflow, or rejected.")
            .register(registry);
        boot = JobMetrics.durationHistogram("ingot_student_boot", "Time to create and start a student container.", "environment")
            .register(registry);
        run = JobMetrics.durationHistogram("ingot_student_run", "Time from the start of a student container to its end.",
            "environment")
            .register(registry);
    }

    void record(Timeline.Student student) {
        students.labelValues(endLabel(student)).inc();
        // A rejected request has a name chosen by the grader, which must not become a label value.
        if (student.createNanos() > 0) {
            boot.labelValues(student.environment()).observe((student.createNanos() + student.startNanos()) / NANOS_PER_SECOND);
            run.labelValues(student.environment()).observe(student.runNanos() / NANOS_PER_SECOND);
        }
    }

    private static String endLabel(Timeline.Student student) {
        if (student.createNanos() == 0) {
            return "rejected";
        }
        return switch (student.retval()) {
            case StudentReturnCodes.TIMEOUT -> "timeout";
            case StudentReturnCodes.OVERFLOW -> "overflow";
            default -> "exited";
        };
    }
}
