package dev.ingot.agent.grader;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.task.JobDir;
import dev.ingot.agent.task.JobDirs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudentFoldersTest {
    private static final int ROUNDS = 50;
    private static final int STUDENTS = 16;

    @Test
    void studentsAtOnceDoNotTripOverEachOther(@TempDir Path home) throws Exception {
        try (JobDirs dirs = JobDirs.open(home); ExecutorService threads = Executors.newFixedThreadPool(STUDENTS)) {
            for (int round = 0; round < ROUNDS; round++) {
                try (JobDir dir = dirs.create(_ -> { })) {
                    dir.fill(Optional.empty(), Optional.empty());
                    List<Future<List<Mount>>> mounts = new ArrayList<>();
                    for (int i = 0; i < STUDENTS; i++) {
                        mounts.add(threads.submit(() -> new StudentFolders(dir).withoutSocket()));
                    }
                    assertEquals(1, new HashSet<>(mounts.stream().map(StudentFoldersTest::result).toList()).size());
                }
            }
        }
    }

    private static List<Mount> result(Future<List<Mount>> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
