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
 * Keeps a failure that repeats from flooding the log: of warnings and errors of one kind (one message in the code), a handful
 * are written each minute. What is left out is told, in number. Thread-safe.
 */
public final class LogRateLimiter extends TurboFilter {
    private static final int MAX_LINES_PER_WINDOW = 10;
    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
    /** Messages of libraries may be made up at run time: they shall not fill the memory. */
    private static final int MAX_KINDS = 1_000;

    private record Window(long startNanos, int count) { }

    private final LongSupplier nanoClock;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    public LogRateLimiter() {
        this(System::nanoTime);
    }

    LogRateLimiter(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    @Override
    public FilterReply decide(Marker marker, Logger logger, Level level, String format, Object[] values, Throwable failure) {
        // Without a format somebody only asks whether a level is on.
        if (format == null || !level.isGreaterOrEqual(Level.WARN) || logger.getName().equals(LogRateLimiter.class.getName())) {
            return FilterReply.NEUTRAL;
        }
        if (windows.size() > MAX_KINDS) {
            windows.clear();
        }
        long now = nanoClock.getAsLong();
        Window[] before = new Window[1];
        Window window = windows.compute(logger.getName() + " " + format, (_, known) -> {
            before[0] = known;
            boolean anew = known == null || now - known.startNanos() >= WINDOW_NANOS;
            return anew ? new Window(now, 1) : new Window(known.startNanos(), known.count() + 1);
        });
        logSuppressed(logger, format, before[0], window);
        return window.count() <= MAX_LINES_PER_WINDOW ? FilterReply.NEUTRAL : FilterReply.DENY;
    }

    private static void logSuppressed(Logger logger, String format, Window before, Window now) {
        Logger own = logger.getLoggerContext().getLogger(LogRateLimiter.class);
        if (now.count() == MAX_LINES_PER_WINDOW + 1) {
            own.warn("{} times within a minute, so more are left out: {}", MAX_LINES_PER_WINDOW, format);
        } else if (now.count() == 1 && before != null && before.count() > MAX_LINES_PER_WINDOW) {
            own.warn("{} more were left out: {}", before.count() - MAX_LINES_PER_WINDOW, format);
        }
    }
}
