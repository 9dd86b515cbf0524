package dev.ingot.agent.task;

import dev.ingot.agent.linux.Mounts;
import dev.ingot.agent.linux.PinnedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries whether the agent can mount a folder elsewhere, and whether an engine sees that. */
public final class BindMountProbe {
    private static final Logger LOG = LoggerFactory.getLogger(BindMountProbe.class);

    private BindMountProbe() { }

    /**
     * Mounts a folder, and takes it away again.
     *
     * @param where a folder that holds the trial's; nothing is left in it
     * @param seen  whether containers would see what we see in a folder; what it throws is passed on
     */
    public static boolean isVisible(Path where, Predicate<Path> seen) {
        Path trial = null;
        try {
            trial = Files.createTempDirectory(where, "job-trial-");
            Path source = Files.createDirectory(trial.resolve("source"));
            // Not the mount itself: its place is seen by those, too, who do not see what is mounted there.
            Path inside = Files.createDirectory(source.resolve("inside"));
            Path place = Files.createDirectory(trial.resolve("place"));
            try (PinnedFolder pinned = PinnedFolder.open(source)) {
                pinned.bind(place);
                try {
                    return seen.test(place.resolve(inside.getFileName()));
                } finally {
                    Mounts.detach(place);
                }
            }
        } catch (IOException e) {
            LOG.debug("Nothing can be mounted below {}: {}", where, e.toString());
            return false;
        } finally {
            removeProbeFolder(trial);
        }
    }

    /** Removes the folder of a trial, null where none was made; a failure is logged only. */
    static void removeProbeFolder(Path trial) {
        try {
            if (trial != null) {
                TreeRemoval.remove(trial);
            }
        } catch (IOException e) {
            LOG.warn("{} is left until the next start: {}", trial, e.toString());
        }
    }
}
