package dev.ingot.agent.runtime.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks which user namespace a container gets, with a simulated kernel. */
class UserNamespacePoolTest {

    private static final int READY = 4;
    private static final int JOBS = 200;
    /** Time between jobs, in which released namespaces may become ready again; passing time is the subject. */
    private static final int RECYCLE_MILLIS = 1;

    @TempDir
    private Path folder;
    private final AtomicInteger created = new AtomicInteger();
    private volatile Set<Long> occupied = Set.of();
    private volatile boolean failing;
    private Path files;

    @BeforeEach
    void makeFolder() throws IOException {
        files = Files.createDirectory(folder.resolve("users"));
    }

    private final UserNamespacePool.NamespaceCalls kernel = new UserNamespacePool.NamespaceCalls() {
        @Override
        public void make(Path file, long first) throws IOException {
            if (failing) {
                throw new IOException("no");
            }
            Files.createFile(file);
            created.incrementAndGet();
        }

        @Override
        public Set<Long> findOccupied(Set<Long> firsts) {
            Set<Long> found = new HashSet<>(firsts);
            found.retainAll(occupied);
            return found;
        }
    };

    private UserNamespacePool open() {
        return new UserNamespacePool(files, ranges(), "run-1", READY, kernel);
    }

    private IdRanges ranges() {
        return new IdRanges(folder.resolve("ids"));
    }

    private List<Path> allocated() throws IOException {
        try (Stream<Path> links = Files.list(folder.resolve("ids"))) {
            return links.toList();
        }
    }

    @Test
    void reusesNamespacesForSequentialJobs() throws Exception {
        Set<Long> seen = new HashSet<>();
        try (UserNamespacePool users = open()) {
            for (int i = 0; i < JOBS; i++) {
                seen.add(users.acquire("job-" + i).first());
                users.release("job-" + i);
                Thread.sleep(RECYCLE_MILLIS);
            }
        }
        assertTrue(created.get() < 60, created + " created for " + JOBS + " jobs");
        assertTrue(seen.size() <= created.get(), seen::toString);
    }

    @Test
    void concurrentJobsHaveDifferentNamespaces() throws Exception {
        Set<Long> seen = new HashSet<>();
        try (UserNamespacePool users = open()) {
            for (int i = 0; i < JOBS; i++) {
                assertTrue(seen.add(users.acquire("job-" + i).first()), "job " + i);
            }
        }
    }

    @Test
    void aNamespaceWithARunningProcessIsNotReused() throws Exception {
        try (UserNamespacePool users = open()) {
            long reserved = users.acquire("hostile").first();
            occupied = Set.of(reserved);
            users.release("hostile");
            for (int i = 0; i < JOBS; i++) {
                assertNotEquals(reserved, users.acquire("job-" + i).first(), "job " + i);
                users.release("job-" + i);
                Thread.sleep(RECYCLE_MILLIS);
            }
            assertTrue(allocated().contains(folder.resolve("ids").resolve(Long.toString(reserved))), "its ids stay allocated");
        }
    }

    @Test
    void aNamespaceThatAStudentStillUsesIsNotReused() throws Exception {
        try (UserNamespacePool users = open()) {
            long shared = users.acquire("grader").first();
            assertEquals(shared, users.share("student", "grader").first());
            users.release("grader");
            assertNotEquals(shared, users.share("late", "grader").first());
            for (int i = 0; i < JOBS; i++) {
                assertNotEquals(shared, users.acquire("job-" + i).first(), "job " + i);
                users.release("job-" + i);
                Thread.sleep(RECYCLE_MILLIS);
            }
            users.release("student");
            users.release("student");
            boolean reused = false;
            for (int i = 0; i < JOBS && !reused; i++) {
                reused = users.acquire("later-" + i).first() == shared;
                users.release("later-" + i);
                Thread.sleep(RECYCLE_MILLIS);
            }
            assertTrue(reused, "it is reused for a later job");
        }
    }

    @Test
    void failsAndReleasesTheRangeWhenNoNamespaceCanBeMade() throws Exception {
        failing = true;
        try (UserNamespacePool users = open()) {
            assertThrows(IOException.class, () -> users.acquire("job"));
        }
        assertEquals(List.of(), allocated());
    }
}
