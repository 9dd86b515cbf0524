package dev.ingot.agent.task;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder with every course and task, laid out {@code <course>/<task>}; a course's {@code $common} is shared by its
 * tasks. Read only.
 */
public final class TaskStore {
    private final Path root;

    public TaskStore(Path root) {
        this.root = root;
    }

    /** Whether the id can be a folder's name here: one path element, no surrounding blanks. */
    public static boolean isLegalId(String id) {
        return id != null && !id.isEmpty() && id.equals(id.strip())
            && !id.equals(".") && !id.contains("..") && id.indexOf('/') < 0 && id.indexOf('\0') < 0;
    }

    /** The course's folder, when there is one. */
    public Optional<Path> course(String courseId) {
        return Optional.of(root.resolve(courseId)).filter(Files::isDirectory);
    }

    /** The task's folder, when there is one. */
    public Optional<Path> task(String courseId, String taskId) {
        return Optional.of(root.resolve(courseId).resolve(taskId)).filter(Files::isDirectory);
    }

    /** The folder shared by the course's tasks, when there is one. */
    public Optional<Path> common(String courseId) {
        return Optional.of(root.resolve(courseId).resolve("$common")).filter(Files::isDirectory);
    }
}
