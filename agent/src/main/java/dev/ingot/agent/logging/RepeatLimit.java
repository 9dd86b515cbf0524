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
public final class RepeatLimit extends TurboFilter {
    private static final int WRITTEN = 10;
    private static final long WINDOW = Duration.ofMinutes(1).toNanos();
    /** Messages of libraries may be made up at run time: they shall not fill the memory. */
    private static final int MOST_KINDS = 1_000;

    private record Window(long begun, int seen) { }

    private final LongSupplier nanoClock;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    public RepeatLimit() {
        this(System::nanoTime);
    }

    RepeatLimit(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    @Override
    public FilterReply decide(Marker marker, Logger logger, Level level, String format, Object[] values, Throwable failure) {
        // Without a format somebody only asks whether a level is on.
        if (format == null || !level.isGreaterOrEqual(Level.WARN) || logger.getName().equals(RepeatLimit.class.getName())) {
            return FilterReply.NEUTRAL;
        }
        if (windows.size() > MOST_KINDS) {
            windows.clear();
        }
        long now = nanoClock.getAsLong();
        Window[] before = new Window[1];
        Window window = windows.compute(logger.getName() + " " + format, (_, known) -> {
            before[0] = known;
            boolean anew = known == null || now - known.begun() >= WINDOW;
            return anew ? new Window(now, 1) : new Window(known.begun(), known.seen() + 1);
        });
        tell(logger, format, before[0], window);
        return window.seen() <= WRITTEN ? FilterReply.NEUTRAL : FilterReply.DENY;
    }

    private static void tell(Logger logger, String format, Window before, Window now) {
        Logger own = logger.getLoggerContext().getLogger(RepeatLimit.class);
        if (now.seen() == WRITTEN + 1) {
            own.warn("{} times within a minute, so more are left out: {}", WRITTEN, format);
        } else if (now.seen() == 1 && before != null && before.seen() > WRITTEN) {
            own.warn("{} more were left out: {}", before.seen() - WRITTEN, format);
        }
    }
}
