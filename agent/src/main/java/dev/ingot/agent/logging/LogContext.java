package dev.ingot.agent.logging;

import java.util.Map;
import org.slf4j.MDC;

/**
 * What every log line that concerns a job says of it (SLF4J's MDC): job, task, runtime, container, phase. Put by the job's own
 * thread, which ends with the job, and carried over to the threads it starts.
 */
public final class LogContext {
    private LogContext() { }

    /**
     * @param task null for a job without a task
     */
    public static void setJob(String id, String course, String task) {
        set("job", id);
        if (task != null) {
            set("task", course + "/" + task);
        }
    }

    public static void setRuntime(String name) {
        set("runtime", name);
    }

    public static void setContainer(String id) {
        set("container", id);
    }

    public static void setPhase(String name) {
        set("phase", name);
    }

    public static void clear() {
        MDC.clear();
    }

    /** The same act, to be run by another thread with the marks of this one. */
    public static Runnable wrap(Runnable act) {
        Map<String, String> marks = MDC.getCopyOfContextMap();
        return marks == null ? act : () -> {
            MDC.setContextMap(marks);
            act.run();
        };
    }

    /** A backend's words shall not begin a line of their own in the log. */
    private static void set(String key, String value) {
        MDC.put(key, LogSanitizer.replaceBreaks(value, "?"));
    }
}
