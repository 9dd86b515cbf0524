package dev.ingot.agent.task;

import dev.ingot.agent.linux.PinnedFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a task's files into folders that a container may already have mounted and may be changing. The files were first copied to
 * a folder that no container sees, because rename(2) never follows a symbolic link at its target, while a copy would.
 */
final class StagedTaskMover {
    private static final Logger LOG = LoggerFactory.getLogger(StagedTaskMover.class);

    private static final Set<String> SEPARATE = Set.of(JobDir.STUDENT, JobDir.SYSTEM_FILES);

    private final JobDir dir;

    StagedTaskMover(JobDir dir) {
        this.dir = dir;
    }

    /** Moves the contents of {@code staged}, a folder of the job's directory that no container sees. */
    void moveAll(Path staged) throws IOException {
        try (PinnedFolder source = PinnedFolder.open(staged); PinnedFolder task = PinnedFolder.open(dir.task())) {
            for (Path entry : source.entries()) {
                if (dir.hasSeparateFolders() && SEPARATE.contains(entry.toString())) {
                    try (PinnedFolder separated = dir.openPinned(entry.toString())) {
                        fill(source, entry, separated);
                    }
                } else {
                    move(source, entry, task);
                }
            }
        }
    }

    /** Fills existing folders and never replaces them, because a container may have mounted them. */
    private static void move(PinnedFolder source, Path entry, PinnedFolder target) throws IOException {
        if (target.hasFolder(entry)) {
            try (PinnedFolder existing = target.openFolder(entry.toString())) {
                fill(source, entry, existing);
            }
        } else {
            source.move(entry, target);
        }
    }

    private static void fill(PinnedFolder source, Path entry, PinnedFolder target) throws IOException {
        if (!source.hasFolder(entry)) {
            LOG.warn("Skipped {} of the task: a folder of this name already exists in the job directory", entry);
            return;
        }
        try (PinnedFolder inner = source.openFolder(entry.toString())) {
            for (Path each : inner.entries()) {
                move(inner, each, target);
            }
        }
    }
}
