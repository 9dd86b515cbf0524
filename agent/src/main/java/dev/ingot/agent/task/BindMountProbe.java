package dev.ingot.agent.task;

import dev.ingot.agent.linux.Mounts;
import dev.ingot.agent.linux.PinnedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tests whether the agent can bind-mount a folder, and whether a manager of containers sees the mount. */
public final class BindMountProbe {
    private static final Logger LOG = LoggerFactory.getLogger(BindMountProbe.class);

    private BindMountProbe() { }

    /**
     * Mounts a test folder, and unmounts it.
     *
     * @param parent  folder in which the test folder is created and removed
     * @param visible whether a container that mounts a folder sees the same files as the agent; its exceptions are passed on
     */
    public static boolean isVisible(Path parent, Predicate<Path> visible) {
        Path test = null;
        try {
            test = Files.createTempDirectory(parent, "job-trial-");
            Path source = Files.createDirectory(test.resolve("source"));
            // Not the mount point itself: managers that do not see the mount still see the folder below it.
            Path inside = Files.createDirectory(source.resolve("inside"));
            Path mountPoint = Files.createDirectory(test.resolve("place"));
            try (PinnedFolder pinned = PinnedFolder.open(source)) {
                pinned.bind(mountPoint);
                try {
                    return visible.test(mountPoint.resolve(inside.getFileName()));
                } finally {
                    Mounts.detach(mountPoint);
                }
            }
        } catch (IOException e) {
            LOG.debug("Cannot mount anything below {}: {}", parent, e.toString());
            return false;
        } finally {
            removeProbeFolder(test);
        }
    }

    /** Removes a test folder; null is allowed. Failures are only logged. */
    static void removeProbeFolder(Path test) {
        try {
            if (test != null) {
                TreeRemoval.remove(test);
            }
        } catch (IOException e) {
            LOG.warn("Cannot remove the test folder {}: {}. The next start removes it", test, e.toString());
        }
    }
}
