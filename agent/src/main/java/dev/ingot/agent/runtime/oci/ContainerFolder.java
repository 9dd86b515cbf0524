package dev.ingot.agent.runtime.oci;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.agent.linux.ManagedCgroup;
import dev.ingot.agent.runtime.oci.network.BridgeNetwork;
import dev.ingot.agent.runtime.oci.root.ContainerRoot;
import dev.ingot.agent.runtime.oci.root.UserMapping;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * All resources of one container on the host (cgroup, mounts, network, state of the OCI command), derived from its folder, so
 * that a later agent process can remove a container that it did not create.
 *
 * @param path     the folder, whose name is the container's id
 * @param settings where the other resources are
 */
record ContainerFolder(Path path, CgroupTree tree, OciSettings settings) {

    private static final String CONFIG = "config.json";
    private static final String CONFIG_DRAFT = "next.json";
    private static final String LOG = "log";
    private static final String LABELS = "labels.json";
    private static final Duration REMOVAL_POLL_INTERVAL = Duration.ofMillis(5);
    private static final int MAX_REMOVAL_POLLS = 1000;
    private static final ObjectMapper JSON =
        new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /** Returns the container's id. */
    String id() {
        return path.getFileName().toString();
    }

    /** Returns the container's root file system. */
    ContainerRoot root() {
        return new ContainerRoot(path.resolve("layer"), settings.layers().resolve(id()));
    }

    /** Returns the container's network, whether it has one or not. */
    BridgeNetwork network() {
        return new BridgeNetwork(path.resolve("network"), id());
    }

    /** Returns the container's cgroup, whether it exists or not. */
    ManagedCgroup cgroup() {
        return ManagedCgroup.at(tree, settings.cgroupParent().resolve(id()));
    }

    /** Lets the container's users traverse this folder, which contains their root file system, and no other users. */
    void allowTraversalBy(UserMapping mapped) throws IOException {
        Files.setAttribute(path, "unix:gid", (int) mapped.first());
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x---"));
    }

    /** Returns the folder in which the OCI command keeps the state of all its containers. */
    Path commandState() {
        return settings.commandState();
    }

    /** Returns the log file of the OCI command. */
    Path log() {
        return path.resolve(LOG);
    }

    /** Makes {@code config.json} a link to a descriptor of the process that reads it. */
    void linkConfigTo(int descriptor) throws IOException {
        Files.createSymbolicLink(path.resolve(CONFIG), Path.of("/proc/self/fd", Integer.toString(descriptor)));
    }

    /** Writes {@code config.json} atomically. */
    void writeConfig(byte[] json) throws IOException {
        Files.move(Files.write(path.resolve(CONFIG_DRAFT), json), path.resolve(CONFIG), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Records the container's labels. */
    void writeLabels(Map<String, String> labels) throws IOException {
        Files.write(path.resolve(LABELS), JSON.writeValueAsBytes(labels));
    }

    /** Returns the recorded labels; empty for a launcher that was never used. */
    Map<String, String> readLabels() throws IOException {
        try {
            return JSON.readValue(Files.readAllBytes(path.resolve(LABELS)), new TypeReference<>() { });
        } catch (NoSuchFileException e) {
            return Map.of();
        }
    }

    /** Returns the OCI command's log; empty when it cannot be read. */
    String readLog() {
        try {
            return Files.readString(log()).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Kills all processes and removes all resources.
     *
     * @throws IOException when something cannot be removed; the folder then stays with its labels, for another attempt
     */
    void remove() throws IOException {
        ManagedCgroup cgroup = cgroup();
        // The kernel keeps a cgroup with processes. Usually there are none, so the first attempt succeeds.
        for (int attempt = 0; !cgroup.remove(); attempt++) {
            cgroup.kill(_ -> true);
            pause(attempt, "processes of container " + id() + " do not exit, or the kernel keeps its cgroup");
        }
        network().disconnect();
        root().remove();
        removeCommandState();
        List<String> last = List.of(CONFIG, CONFIG_DRAFT, LOG, LABELS);
        for (String name : last) {
            Files.deleteIfExists(path.resolve(name));
        }
        Files.deleteIfExists(path);
    }

    private static void pause(int attempt, String problem) throws IOException {
        if (attempt == MAX_REMOVAL_POLLS) {
            throw new IOException(problem);
        }
        try {
            Thread.sleep(REMOVAL_POLL_INTERVAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(problem, e);
        }
    }

    /**
     * Removes the state that a killed command leaves, or one that was told to keep it: files, or one folder of files, whose
     * names begin with the id.
     */
    private void removeCommandState() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(settings.commandState(), id() + "*")) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry)) {
                    try (DirectoryStream<Path> files = Files.newDirectoryStream(entry)) {
                        for (Path file : files) {
                            Files.deleteIfExists(file);
                        }
                    }
                }
                Files.deleteIfExists(entry);
            }
        } catch (NoSuchFileException e) {
            // This command has never run.
            return;
        }
    }
}
