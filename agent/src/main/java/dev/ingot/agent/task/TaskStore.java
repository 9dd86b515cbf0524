package dev.ingot.agent.task;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds tasks in the folder of all courses: {@code <course>/<task>}. The folder {@code <course>/$common} is shared by the
 * tasks of a course. Only reads.
 */
public final class TaskStore {
    private final Path root;

    /** @param root folder with one folder for each course */
    public TaskStore(Path root) {
        this.root = root;
    }

    /** Returns whether a course or task id is a valid folder name: one path element without surrounding blanks; null is not. */
    public static boolean isLegalId(String id) {
        return id != null && !id.isEmpty() && id.equals(id.strip())
            && !id.equals(".") && !id.contains("..") && id.indexOf('/') < 0 && id.indexOf('\0') < 0;
    }

    /** Returns the folder of a course; empty if it does not exist. */
    public Optional<Path> course(String courseId) {
        return Optional.of(root.resolve(courseId)).filter(Files::isDirectory);
    }

    /** Returns the folder of a task; empty if it does not exist. */
    public Optional<Path> task(String courseId, String taskId) {
        return Optional.of(root.resolve(courseId).resolve(taskId)).filter(Files::isDirectory);
    }

    /** Returns the folder shared by the tasks of a course; empty if it does not exist. */
    public Optional<Path> common(String courseId) {
        return Optional.of(root.resolve(courseId).resolve("$common")).filter(Files::isDirectory);
    }
}
