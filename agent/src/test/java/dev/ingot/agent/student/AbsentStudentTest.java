package dev.ingot.agent.student;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.linux.PassedSocket;
import dev.ingot.agent.linux.UnixSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How many would-be students there are at once. */
@Timeout(60)
class AbsentStudentTest {
    private static final int ALL = 64;

    @TempDir
    private Path dir;

    private static List<Thread> startAll(PlaceholderStudent job, PlaceholderStudent.Connection connection,
        PlaceholderStudent.Exchange talk) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2 * ALL; i++) {
            job.start(connection, talk).ifPresent(threads::add);
        }
        return threads;
    }

    private UnixSocket connect(UnixSocket door, Path file) throws IOException {
        UnixSocket socket = UnixSocket.connect(file);
        door.accept().orElseThrow().close();
        return socket;
    }

    @Test
    void aGraderThatKeepsItsOwnKeepsNoneFromOtherJobs() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Path file = dir.resolve("door");
        try (UnixSocket door = UnixSocket.listen(file)) {
            List<Thread> hostile = startAll(new PlaceholderStudent(), () -> connect(door, file), _ -> go.await());
            assertTrue(hostile.size() < ALL / 2, () -> hostile.size() + " for one job");
            Optional<Thread> other = new PlaceholderStudent().start(() -> connect(door, file), _ -> { });
            assertTrue(other.isPresent());
            go.countDown();
            for (Thread thread : hostile) {
                thread.join();
            }
        }
    }

    @Test
    void noneIsLostWhenAThreadCannotBeStartedOrNobodyListens() {
        PlaceholderStudent job = new PlaceholderStudent();
        for (int i = 0; i < 2 * ALL; i++) {
            assertEquals(Optional.empty(), job.start(() -> {
                throw new IOException("for a test");
            }, _ -> { }));
            assertThrows(OutOfMemoryError.class, () -> job.start(() -> {
                throw new OutOfMemoryError("for a test");
            }, _ -> { }));
        }
    }

    /** Even by a socket that lingers inside of one that was passed. */
    @Test
    void closesThatBlockKeepNoneFromOtherJobs() throws Exception {
        try (PassedSocket passed = new PassedSocket(dir)) {
            List<Thread> blocked = new ArrayList<>();
            for (int job = 0; job < 5; job++) {
                blocked.addAll(startAll(new PlaceholderStudent(), passed::next, _ -> { }));
            }
            assertTrue(blocked.size() > ALL, () -> blocked.size() + " in all");
            assertTrue(blocked.stream().anyMatch(Thread::isAlive), "none of the closes blocks");
            Path file = dir.resolve("other");
            try (UnixSocket door = UnixSocket.listen(file)) {
                Thread other = new PlaceholderStudent().start(() -> connect(door, file), _ -> { }).orElseThrow();
                assertTrue(other.join(Duration.ofSeconds(5)));
            }
        }
    }
}
