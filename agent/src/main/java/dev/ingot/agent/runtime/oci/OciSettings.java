package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.runtime.oci.network.BridgePlan;
import dev.ingot.agent.runtime.oci.root.WritableLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything a runtime of manager {@code oci} needs to be opened.
 *
 * @param name         of the runtime in the configuration
 * @param command      {@code crun}, {@code runc}, {@code runsc}, or the path of any OCI command line
 * @param sharedKernel whether its containers run on the host's kernel
 * @param overhead     memory in bytes that a container's own kernel takes, on top of its limit
 * @param state        the folder of running containers, shared between agents, on a file system that a reboot empties
 * @param images       the folder of the image store
 * @param layer        where each container writes outside its mounts, and its limits
 * @param mapsUsers    whether containers get user namespaces
 * @param launchers    how many launchers for future containers are kept
 * @param plugins      folders that may contain the CNI plugins
 * @param bridge       the network of containers with a network
 */
public record OciSettings(String name, String command, boolean sharedKernel, long overhead, Path state, Path images,
                          WritableLayer layer, boolean mapsUsers, int launchers, List<Path> plugins, Bridge bridge) {

    /**
     * A bridge on this host.
     *
     * @param device name of the bridge
     * @param subnet IPv4, {@code a.b.c.d/n}; the host has its first address
     */
    public record Bridge(String device, String subnet) {

        /** Returns the address under which containers reach the host. */
        public String gateway() {
            String network = subnet.substring(0, subnet.indexOf('/'));
            int lastDot = network.lastIndexOf('.');
            return network.substring(0, lastDot + 1) + (Integer.parseInt(network.substring(lastDot + 1)) + 1);
        }
    }

    public OciSettings {
        Objects.requireNonNull(name);
        Objects.requireNonNull(command);
        plugins = List.copyOf(plugins);
    }

    /** Creates settings with defaults: containers on the host's kernel, a writable layer in memory, no user namespaces. */
    public static OciSettings of(String name, String command) {
        return new OciSettings(name, command, true, 0, Path.of("/run/ingot"), Path.of("/var/lib/ingot"),
            new WritableLayer.InMemory(1L << 30, 100_000), false, 4, List.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin")),
            new Bridge("ingot0", "10.213.0.0/16"));
    }

    /** Returns a copy with other folders. */
    public OciSettings withFolders(Path newState, Path newImages) {
        return new OciSettings(name, command, sharedKernel, overhead, newState, newImages, layer, mapsUsers,
            launchers, plugins, bridge);
    }

    /** Returns a copy with another folder of the image store. */
    public OciSettings withImages(Path newImages) {
        return withFolders(state, newImages);
    }

    /** Returns a copy with another writable layer. */
    public OciSettings withLayer(WritableLayer newLayer) {
        return new OciSettings(name, command, sharedKernel, overhead, state, images, newLayer, mapsUsers,
            launchers, plugins, bridge);
    }

    /** Returns a copy with containers on the host's kernel or their own, and the overhead of that in bytes. */
    public OciSettings withKernel(boolean shared, long newOverhead) {
        return new OciSettings(name, command, shared, newOverhead, state, images, layer, mapsUsers,
            launchers, plugins, bridge);
    }

    /** Returns a copy with or without user namespaces. */
    public OciSettings withMappedUsers(boolean wanted) {
        return new OciSettings(name, command, sharedKernel, overhead, state, images, layer, wanted,
            launchers, plugins, bridge);
    }

    /** Returns a copy with another command. */
    OciSettings withCommand(String otherCommand) {
        return new OciSettings(name, otherCommand, sharedKernel, overhead, state, images, layer, mapsUsers,
            launchers, plugins, bridge);
    }

    /** Returns the command's file, with symbolic links resolved. */
    Path resolveProgram() throws IOException {
        if (command.contains("/")) {
            return Path.of(command).toRealPath();
        }
        return findOnPath(command).orElseThrow(() -> new IOException(command + " is not in PATH")).toRealPath();
    }

    /** Returns the first executable file with this name in the folders of PATH. */
    static Optional<Path> findOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable).findFirst();
    }

    /** Returns the folder of writable layers on disk. It is in the image store, which is on a disk, too. */
    Path layers() {
        return images.resolve("layers");
    }

    /** Returns the folder of running containers. */
    Path runDirs() {
        return state.resolve(commandName()).resolve("run");
    }

    /** Returns the folder in which the OCI command keeps its state. */
    Path commandState() {
        return state.resolve(commandName()).resolve("notes");
    }

    /** Returns the parent of containers' cgroups, relative to the root of the hierarchy. */
    Path cgroupParent() {
        return Path.of("ingot").resolve(commandName());
    }

    private Path commandName() {
        return Path.of(command).getFileName();
    }

    /** Returns the user ids for containers with user namespaces. */
    IdRanges idRanges() {
        return new IdRanges(state.resolve("ids"));
    }

    /** Returns the folder with the addresses in use. */
    Path addresses() {
        return state.resolve("addresses");
    }

    /** Returns the first folder that contains all required CNI plugins. */
    Optional<Path> findPluginFolder() {
        return plugins.stream().filter(folder ->
            BridgePlan.PLUGINS.stream().allMatch(name -> Files.isExecutable(folder.resolve(name)))).findFirst();
    }
}
