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
 * Runs plain processes of the host in place of containers, for tests that need no engine: fast, and honest about isolating
 * nothing. An image is a command.
 * <pre>{@code
 * var runtime = new ProcessRuntime("process", tempDir)
 *     .with(new ImageInfo("sha256:1", Instant.EPOCH, Map.of(Labels.ENVIRONMENT_NAME, "default")), "sh", "-c", "…");
 * }</pre>
 * A container is a directory, and its process starts in it. A mount on {@code /task} is a link {@code task} in it, so programs
 * name mounts without the leading slash; read-only is not enforced. Memory and processes are not limited, there is no
 * network but the host's, and {@link Usage} knows the processor time only.
 */
public final class ProcessRuntime implements ContainerRuntime {

    private final String name;
    private final Path directory;
    private final Map<ImageInfo, List<String>> images = new ConcurrentHashMap<>();
    private final Map<String, ProcessContainer> containers = new ConcurrentHashMap<>();

    /** Containers live in {@code directory}, which must exist. */
    public ProcessRuntime(String name, Path directory) {
        this.name = name;
        this.directory = directory;
    }

    /** Adds an image whose containers run {@code command} unless they are told otherwise. */
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

    /** A mount within another mount is there already when the other's source holds it. */
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
        // Whoever made the containers closes them, and owns the directory.
    }
}
