package dev.ingot.agent.task;

import dev.ingot.agent.linux.PinnedFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a task's files into folders that a container may have mounted already and changes meanwhile. They are copied to where no
 * container sees them, and moved in from there: a move ends at the entry that it names, link or not, where a copy
 * would write to whatever a link leads to.
 */
final class StagedTaskMover {
    private static final Logger LOG = LoggerFactory.getLogger(StagedTaskMover.class);

    private static final Set<String> SEPARATE = Set.of(JobDir.STUDENT, JobDir.SYSTEM_FILES);

    private final JobDir dir;

    StagedTaskMover(JobDir dir) {
        this.dir = dir;
    }

    /** Moves all that is in {@code staged}, a folder of the job's directory that no container sees. */
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

    /** Folders that are there are filled, never replaced: a container may have mounted them. */
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
            LOG.warn("{} is to be a folder: the task's is left out", entry);
            return;
        }
        try (PinnedFolder inner = source.openFolder(entry.toString())) {
            for (Path each : inner.entries()) {
                move(inner, each, target);
            }
        }
    }
}
