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
 * Which command runs the containers, and with what.
 *
 * @param name         of the runtime in the configuration
 * @param command      {@code crun}, {@code runc}, {@code runsc}, or the path of any OCI command line
 * @param sharedKernel whether its containers run on the host's kernel
 * @param overhead     memory that a kernel of their own takes, on top of their limit
 * @param state        the folder of running containers, shared between agents; should not survive a boot
 * @param images       the folder of the image store
 * @param layer        where each container writes outside its mounts, and how much
 * @param mapsUsers    whether containers' users are others on the host, root included
 * @param launchers    how many places are kept ready for containers to come
 * @param plugins      where the CNI plugins may be
 * @param bridge       the network of containers that ask for one
 */
public record OciSettings(String name, String command, boolean sharedKernel, long overhead, Path state, Path images,
    WritableLayer layer,
                          boolean mapsUsers, int launchers, List<Path> plugins, Bridge bridge) {

    /**
     * A network of the host's own.
     *
     * @param device of the bridge
     * @param subnet IPv4, {@code a.b.c.d/n}; the host is its first address
     */
    public record Bridge(String device, String subnet) {

        /** The host, as containers reach it. */
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

    /** What an admin gets who names only a command, of containers on the host's kernel. */
    public static OciSettings of(String name, String command) {
        return new OciSettings(name, command, true, 0, Path.of("/run/ingot"), Path.of("/var/lib/ingot"),
            new WritableLayer.InMemory(1L << 30, 100_000), false, 4, List.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin")),
            new Bridge("ingot0", "10.213.0.0/16"));
    }

    /** The same, with these folders. */
    public OciSettings withFolders(Path newState, Path newImages) {
        return new OciSettings(name, command, sharedKernel, overhead, newState, newImages, layer, mapsUsers,
            launchers, plugins, bridge);
    }

    /** The same, with its images in this folder. */
    public OciSettings withImages(Path newImages) {
        return withFolders(state, newImages);
    }

    /** The same, with that much room for what containers write. */
    public OciSettings withLayer(WritableLayer newLayer) {
        return new OciSettings(name, command, sharedKernel, overhead, state, images, newLayer, mapsUsers,
            launchers, plugins, bridge);
    }

    /** The same, with containers on the host's kernel or on one of their own. */
    public OciSettings withKernel(boolean shared, long newOverhead) {
        return new OciSettings(name, command, shared, newOverhead, state, images, layer, mapsUsers,
            launchers, plugins, bridge);
    }

    /** The same, with users that are others on the host. */
    public OciSettings withMappedUsers(boolean wanted) {
        return new OciSettings(name, command, sharedKernel, overhead, state, images, layer, wanted,
            launchers, plugins, bridge);
    }

    /** The same, for another command. */
    OciSettings withCommand(String otherCommand) {
        return new OciSettings(name, otherCommand, sharedKernel, overhead, state, images, layer, mapsUsers,
            launchers, plugins, bridge);
    }

    /** The command's file. */
    Path resolveProgram() throws IOException {
        if (command.contains("/")) {
            return Path.of(command).toRealPath();
        }
        return findOnPath(command).orElseThrow(() -> new IOException("there is no " + command + " in PATH")).toRealPath();
    }

    static Optional<Path> findOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable).findFirst();
    }

    /** Where layers on disk are: beside the images, which are on a disk too. */
    Path layers() {
        return images.resolve("layers");
    }

    /** Where running containers are. */
    Path runDirs() {
        return state.resolve(commandName()).resolve("run");
    }

    /** Where the OCI command keeps its own notes. */
    Path commandState() {
        return state.resolve(commandName()).resolve("notes");
    }

    /** The parent of containers' cgroups, relative to the root. */
    Path cgroupParent() {
        return Path.of("ingot").resolve(commandName());
    }

    private Path commandName() {
        return Path.of(command).getFileName();
    }

    /** The ids that containers' users may be on the host. */
    IdRanges idRanges() {
        return new IdRanges(state.resolve("ids"));
    }

    /** Where the addresses in use are written down. */
    Path addresses() {
        return state.resolve("addresses");
    }

    /** Where all the CNI plugins it takes are. */
    Optional<Path> findPluginFolder() {
        return plugins.stream().filter(folder ->
            BridgePlan.PLUGINS.stream().allMatch(name -> Files.isExecutable(folder.resolve(name)))).findFirst();
    }
}
