package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.CgroupTree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds and removes the containers that killed agents have left below the state folder of this host, of every agent and every
 * OCI command. A run is orphaned when its lock is free; resources of running agents are never touched.
 */
final class OrphanCollector {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanCollector.class);

    private final OciSettings settings;
    private final CgroupTree tree;

    OrphanCollector(OciSettings settings, CgroupTree tree) {
        this.settings = settings;
        this.tree = tree;
    }

    /** Returns all orphans, including unused launchers. */
    List<ContainerFolder> findContainers() throws IOException {
        List<ContainerFolder> found = new ArrayList<>();
        for (OciSettings each : findCommandSettings()) {
            RunDir.findOrphans(each.runDirs()).forEach(path -> found.add(new ContainerFolder(path, tree, each)));
        }
        return found;
    }

    /** Returns the settings for each OCI command that has run on this host. */
    private List<OciSettings> findCommandSettings() throws IOException {
        List<OciSettings> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(settings.state(), Files::isDirectory)) {
            for (Path folder : folders) {
                OciSettings each = settings.withCommand(folder.getFileName().toString());
                if (Files.isDirectory(each.runDirs())) {
                    found.add(each);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return found;
    }

    /**
     * Removes an orphan, and the folder of its run with the last orphan in it. Does nothing when another agent is removing
     * the same run. Synchronized, because the run's lock is taken for each orphan.
     */
    synchronized void remove(ContainerFolder folder) throws IOException {
        RunDir.runLocked(folder.path().getParent(), settings.idRanges(), () -> {
            if (Files.exists(folder.path())) {
                folder.remove();
            }
        });
    }

    /** Removes unused launchers, and run folders without containers. A failure is logged. */
    void removeUnusedLaunchers() {
        try {
            for (ContainerFolder folder : findContainers()) {
                if (folder.readLabels().isEmpty()) {
                    remove(folder);
                }
            }
            for (OciSettings each : findCommandSettings()) {
                RunDir.removeEmpty(each.runDirs(), settings.idRanges());
            }
        } catch (IOException e) {
            LOG.warn("Cannot remove orphans below {}: {}; the reaper tries again", settings.state(), e.toString());
        }
    }
}
