package dev.ingot.agent.logging;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;

/**
 * The stack trace of a log line, for logback's patterns. Messages of exceptions quote what others have said; here each is one
 * line, and so are those of causes and suppressed exceptions.
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
            IThrowableProxy[] flat = new IThrowableProxy[suppressed == null ? 0 : suppressed.length];
            for (int i = 0; i < flat.length; i++) {
                flat[i] = of(suppressed[i]);
            }
            return flat;
        }

        @Override
        public boolean isCyclic() {
            return failure.isCyclic();
        }
    }
}
