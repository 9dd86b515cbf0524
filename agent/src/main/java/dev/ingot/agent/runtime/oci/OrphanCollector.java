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
 * What agents that were killed have left below the state folder of this host: every container, whichever agent made it and
 * whichever OCI command it ran. A run is over when its lock is free; what a living agent holds is never touched.
 */
final class OrphanCollector {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanCollector.class);

    private final OciSettings settings;
    private final CgroupTree tree;

    OrphanCollector(OciSettings settings, CgroupTree tree) {
        this.settings = settings;
        this.tree = tree;
    }

    /** All of them, launchers that no container came to included. */
    List<ContainerFolder> findContainers() throws IOException {
        List<ContainerFolder> found = new ArrayList<>();
        for (OciSettings each : findCommandSettings()) {
            RunDir.findOrphans(each.runDirs()).forEach(path -> found.add(new ContainerFolder(path, tree, each)));
        }
        return found;
    }

    /** The settings, for each OCI command that has run here. */
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
     * Removes one, and the folder of its run with the last of them. What another agent removes at this moment is left to that
     * one. One at a time: the lock of a run is taken for each.
     */
    synchronized void remove(ContainerFolder folder) throws IOException {
        RunDir.runLocked(folder.path().getParent(), settings.idRanges(), () -> {
            if (Files.exists(folder.path())) {
                folder.remove();
            }
        });
    }

    /** Removes launchers, which no job waits for, and the folders of runs that left nothing. What fails is logged. */
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
            LOG.warn("What a killed agent left below {} stays for now: {}", settings.state(), e.toString());
        }
    }
}
