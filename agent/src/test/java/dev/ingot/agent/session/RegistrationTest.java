package dev.ingot.agent.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ingot.protocol.Dialect;
import java.nio.channels.ClosedSelectorException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RegistrationTest {
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("iothread") || thread.getName().startsWith("reaper"))
            .collect(Collectors.toSet());
    }

    @Test
    void leavesNoConnectionWhenItCannotBeMade() throws Exception {
        Set<Thread> before = threads();
        SelectorWakeup closed = new SelectorWakeup();
        closed.close();
        SessionSettings settings = new SessionSettings(BackendAddress.parse("tcp://127.0.0.1:9"), "ingot-test", Dialect.MODERN,
            SessionSettings.MAX_MESSAGE_BYTES, Duration.ofSeconds(10));
        assertThrows(ClosedSelectorException.class,
            () -> new Registration(settings, RegistrationAttempt.FIRST, new RecordingListener(), closed, _ -> { }));
        Set<Thread> left = threads();
        left.removeAll(before);
        for (Thread thread : left) {
            thread.join(2000);
        }
        left.removeIf(thread -> !thread.isAlive());
        assertEquals(Set.of(), left);
    }
}
