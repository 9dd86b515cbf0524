package dev.ingot.agent.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Marker;

/**
 * Limits repeated warnings and errors: of each kind (one format string of one logger), ten are logged per minute. The number of
 * suppressed lines is logged. Thread-safe.
 */
public final class LogRateLimiter extends TurboFilter {
    private static final int MAX_LINES_PER_WINDOW = 10;
    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
    /** Bounds the memory, because libraries may build format strings at run time. */
    private static final int MAX_KINDS = 1_000;

    private record Window(long startNanos, int count) { }

    private final LongSupplier nanoClock;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    /** Creates a limiter on the system's clock, as logback.xml does. */
    public LogRateLimiter() {
        this(System::nanoTime);
    }

    LogRateLimiter(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    @Override
    public FilterReply decide(Marker marker, Logger logger, Level level, String format, Object[] values, Throwable failure) {
        // The format is null when a caller only checks whether a level is enabled.
        if (format == null || !level.isGreaterOrEqual(Level.WARN) || logger.getName().equals(LogRateLimiter.class.getName())) {
            return FilterReply.NEUTRAL;
        }
        if (windows.size() > MAX_KINDS) {
            windows.clear();
        }
        long now = nanoClock.getAsLong();
        Window[] replaced = new Window[1];
        Window window = windows.compute(logger.getName() + " " + format, (_, previous) -> {
            replaced[0] = previous;
            boolean expired = previous == null || now - previous.startNanos() >= WINDOW_NANOS;
            return expired ? new Window(now, 1) : new Window(previous.startNanos(), previous.count() + 1);
        });
        logSuppressed(logger, format, replaced[0], window);
        return window.count() <= MAX_LINES_PER_WINDOW ? FilterReply.NEUTRAL : FilterReply.DENY;
    }

    private static void logSuppressed(Logger logger, String format, Window before, Window now) {
        Logger own = logger.getLoggerContext().getLogger(LogRateLimiter.class);
        if (now.count() == MAX_LINES_PER_WINDOW + 1) {
            own.warn("Suppressing further repetitions ({} within a minute): {}", MAX_LINES_PER_WINDOW, format);
        } else if (now.count() == 1 && before != null && before.count() > MAX_LINES_PER_WINDOW) {
            own.warn("Suppressed {} repetitions: {}", before.count() - MAX_LINES_PER_WINDOW, format);
        }
    }
}
