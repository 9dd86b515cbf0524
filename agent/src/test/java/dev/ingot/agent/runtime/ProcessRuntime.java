package dev.ingot.agent.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs plain processes of the host instead of containers, for fast tests without a manager. It isolates nothing and claims no
 * such capability. An image is a command.
 * <pre>{@code
 * var runtime = new ProcessRuntime("process", tempDir)
 *     .with(new ImageInfo("sha256:1", Instant.EPOCH, Map.of(Labels.ENVIRONMENT_NAME, "default")), "sh", "-c", "…");
 * }</pre>
 * A container is a directory, in which its process starts. A mount on {@code /task} is a symbolic link {@code task} in it, so
 * programs name mounts without the leading slash. Read-only mounts are not enforced. Memory and processes are not limited, the
 * network is the host's, and {@link Usage} contains the CPU time only.
 */
public final class ProcessRuntime implements ContainerRuntime {

    private final String name;
    private final Path directory;
    private final Map<ImageInfo, List<String>> images = new ConcurrentHashMap<>();
    private final Map<String, ProcessContainer> containers = new ConcurrentHashMap<>();

    /** Creates a runtime whose containers are subdirectories of {@code directory}, which must exist. */
    public ProcessRuntime(String name, Path directory) {
        this.name = name;
        this.directory = directory;
    }

    /** Adds an image whose containers run {@code command} unless the specification names another. */
    public ProcessRuntime with(ImageInfo image, String... command) {
        images.put(image, List.of(command));
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.SHARED_KERNEL);
    }

    @Override
    public Health probe() {
        return new Health.Ready("processes of this host");
    }

    @Override
    public List<ImageInfo> images() {
        return List.copyOf(images.keySet());
    }

    @Override
    public Container create(ContainerSpec spec) {
        if (!(spec.network() instanceof Network.None)) {
            throw new RuntimeFault(RuntimeFault.Kind.INVALID, name + " has no networks", null);
        }
        List<String> command = spec.command().isEmpty() ? commandOf(spec.imageId()) : spec.command();
        commandOf(spec.imageId());
        try {
            Path root = Files.createTempDirectory(directory, "container-");
            for (Mount mount : spec.mounts()) {
                link(root, mount);
            }
            ProcessContainer container = new ProcessContainer(root, command, spec, containers::remove);
            containers.put(container.id(), container);
            return container;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> commandOf(String imageId) {
        return images.entrySet().stream().filter(image -> image.getKey().id().equals(imageId)).findFirst()
            .orElseThrow(() -> new RuntimeFault(RuntimeFault.Kind.NOT_FOUND, "no image " + imageId, null))
            .getValue();
    }

    /** Links a mount, unless it is inside another mount whose source already contains it. */
    private static void link(Path root, Mount mount) throws IOException {
        Path target = root.resolve(mount.target().substring(1));
        Files.createDirectories(target.getParent());
        if (!Files.exists(target)) {
            Files.createSymbolicLink(target, mount.source());
        }
    }

    @Override
    public List<Container> findOrphans(String agentId) {
        return containers.values().stream()
            .filter(container -> agentId.equals(container.labels().get(Labels.AGENT)))
            .map(container -> (Container) container)
            .toList();
    }

    @Override
    public void close() {
        // The caller closes the containers and owns the directory.
    }
}
