package dev.ingot.agent.logging;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;

/**
 * Converts the stack trace of a log event for logback's patterns. Messages of exceptions can quote untrusted text, so each
 * message becomes a single line, also those of causes and suppressed exceptions.
 */
public final class SanitizedThrowableConverter extends ThrowableProxyConverter {
    @Override
    protected String throwableProxyToString(IThrowableProxy failure) {
        return super.throwableProxyToString(new SanitizedProxy(failure));
    }

    private record SanitizedProxy(IThrowableProxy failure) implements IThrowableProxy {
        static IThrowableProxy of(IThrowableProxy failure) {
            return failure == null ? null : new SanitizedProxy(failure);
        }

        @Override
        public String getMessage() {
            return LogSanitizer.sanitize(failure.getMessage());
        }

        @Override
        public String getClassName() {
            return failure.getClassName();
        }

        @Override
        public StackTraceElementProxy[] getStackTraceElementProxyArray() {
            return failure.getStackTraceElementProxyArray();
        }

        @Override
        public int getCommonFrames() {
            return failure.getCommonFrames();
        }

        @Override
        public IThrowableProxy getCause() {
            return of(failure.getCause());
        }

        @Override
        public IThrowableProxy[] getSuppressed() {
            IThrowableProxy[] suppressed = failure.getSuppressed();
            IThrowableProxy[] sanitized = new IThrowableProxy[suppressed == null ? 0 : suppressed.length];
            for (int i = 0; i < sanitized.length; i++) {
                sanitized[i] = of(suppressed[i]);
            }
            return sanitized;
        }

        @Override
        public boolean isCyclic() {
            return failure.isCyclic();
        }
    }
}
