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
 * What there is of a container on the host, found by its folder alone: whoever made it, in this life or an earlier one, it
 * can be removed by this.
 *
 * @param path     named after the container
 * @param settings where all the rest is
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

    String id() {
        return path.getFileName().toString();
    }

    ContainerRoot root() {
        return new ContainerRoot(path.resolve("layer"), settings.layers().resolve(id()));
    }

    BridgeNetwork network() {
        return new BridgeNetwork(path.resolve("network"), id());
    }

    ManagedCgroup cgroup() {
        return ManagedCgroup.at(tree, settings.cgroupParent().resolve(id()));
    }

    /** Lets the container's users through this folder, and nobody else: its root is in it. */
    void allowTraversalBy(UserMapping mapped) throws IOException {
        Files.setAttribute(path, "unix:gid", (int) mapped.first());
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x---"));
    }

    /** Where the OCI command keeps its own. */
    Path commandState() {
        return settings.commandState();
    }

    Path log() {
        return path.resolve(LOG);
    }

    /** Has the OCI command read its configuration from one of its descriptors. */
    void linkConfigTo(int descriptor) throws IOException {
        Files.createSymbolicLink(path.resolve(CONFIG), Path.of("/proc/self/fd", Integer.toString(descriptor)));
    }

    /** From now on the configuration is there. */
    void writeConfig(byte[] json) throws IOException {
        Files.move(Files.write(path.resolve(CONFIG_DRAFT), json), path.resolve(CONFIG), StandardCopyOption.ATOMIC_MOVE);
    }

    void writeLabels(Map<String, String> labels) throws IOException {
        Files.write(path.resolve(LABELS), JSON.writeValueAsBytes(labels));
    }

    /** None of a launcher that was never asked for. */
    Map<String, String> readLabels() throws IOException {
        try {
            return JSON.readValue(Files.readAllBytes(path.resolve(LABELS)), new TypeReference<>() { });
        } catch (NoSuchFileException e) {
            return Map.of();
        }
    }

    /** What the OCI command had to say. */
    String readLog() {
        try {
            return Files.readString(log()).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Kills what runs and removes everything; what fails leaves the folder with its labels, for another attempt. */
    void remove() throws IOException {
        ManagedCgroup cgroup = cgroup();
        // The kernel removes no group with processes: most often there are none, and this is all.
        for (int step = 0; !cgroup.remove(); step++) {
            cgroup.kill(_ -> true);
            pause(step, "processes of container " + id() + " do not end, or the kernel keeps its cgroup");
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

    private static void pause(int step, String trouble) throws IOException {
        if (step == MAX_REMOVAL_POLLS) {
            throw new IOException(trouble);
        }
        try {
            Thread.sleep(REMOVAL_POLL_INTERVAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(trouble, e);
        }
    }

    /** Commands that were killed, or told to keep it, leave their notes: files, or one folder of files, named after the id. */
    private void removeCommandState() throws IOException {
        try (DirectoryStream<Path> own = Files.newDirectoryStream(settings.commandState(), id() + "*")) {
            for (Path note : own) {
                if (Files.isDirectory(note)) {
                    try (DirectoryStream<Path> files = Files.newDirectoryStream(note)) {
                        for (Path file : files) {
                            Files.deleteIfExists(file);
                        }
                    }
                }
                Files.deleteIfExists(note);
            }
        } catch (NoSuchFileException e) {
            // No command of this kind has run yet.
            return;
        }
    }
}
