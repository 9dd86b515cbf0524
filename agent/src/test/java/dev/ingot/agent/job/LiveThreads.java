package dev.ingot.agent.job;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.ingot.agent.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Finds the virtual threads of jobs that have not ended. */
final class LiveThreads {
    private static final Pattern NAME = Pattern.compile(
        "^#\\d+ \"((?:job |limits-|student of |exit-of-|end-of-|warm-student-exit |grader-exit |stderr).*?)\" virtual",
        Pattern.MULTILINE);

    private LiveThreads() { }

    static void awaitNone(Path scratch) {
        Eventually.awaitTrue(() -> jobThreads(scratch).isEmpty(), () -> "threads are left: " + jobThreads(scratch));
    }

    /** Only a thread dump knows of virtual threads. */
    static List<String> jobThreads(Path scratch) {
        Path dump = scratch.resolve("threads-" + System.nanoTime());
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toAbsolutePath().toString(), ThreadDumpFormat.TEXT_PLAIN);
            List<String> names = NAME.matcher(Files.readString(dump)).results().map(name -> name.group(1)).toList();
            Files.delete(dump);
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
