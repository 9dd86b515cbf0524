package dev.ingot.agent.image;

import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.protocol.AgentMessage;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The environments found by one look at the images. Immutable: a later look makes another catalogue. */
public final class ImageCatalog {
    private static final Logger LOG = LoggerFactory.getLogger(ImageCatalog.class);
    private static final Set<String> VERSIONS = Set.of("2", "3", "4");

    private final Map<String, EnvironmentType> types;
    private final Map<String, Map<String, Environment>> environments;

    private ImageCatalog(Map<String, EnvironmentType> types, Map<String, Map<String, Environment>> environments) {
        this.types = types;
        this.environments = environments;
    }

    /**
     * Asks every runtime for its grading images, each runtime once. Of several images with one name the newest is taken;
     * images that cannot be used are logged with the reason.
     */
    public static ImageCatalog scan(Collection<EnvironmentType> types) {
        Map<ContainerRuntime, List<ImageInfo>> images = new HashMap<>();
        Map<String, EnvironmentType> byName = new LinkedHashMap<>();
        Map<String, Map<String, Environment>> found = new LinkedHashMap<>();
        for (EnvironmentType type : types) {
            byName.put(type.name(), type);
            Map<String, Environment> named = new TreeMap<>();
            for (ImageInfo image : images.computeIfAbsent(type.runtime(), ContainerRuntime::images)) {
                usable(type, image).ifPresent(environment -> named.merge(environment.name(), environment, ImageCatalog::newer));
            }
            found.put(type.name(), named);
        }
        return new ImageCatalog(byName, found);
    }

    /** The environment a task asks for. */
    public Optional<Environment> find(String type, String name) {
        return Optional.ofNullable(environments.getOrDefault(type, Map.of()).get(name));
    }

    /** All types, also those without an image. */
    public Collection<EnvironmentType> types() {
        return types.values();
    }

    /** All environments of all types. */
    public List<Environment> all() {
        return environments.values().stream().flatMap(named -> named.values().stream()).toList();
    }

    /** What a hello says of these environments. */
    public Map<String, Map<String, AgentMessage.Environment>> announcement() {
        Map<String, Map<String, AgentMessage.Environment>> announced = new LinkedHashMap<>();
        environments.forEach((type, named) -> {
            Map<String, AgentMessage.Environment> entries = new LinkedHashMap<>();
            named.forEach((name, environment) -> entries.put(name, environment.announcement()));
            announced.put(type, entries);
        });
        return announced;
    }

    private static Environment newer(Environment first, Environment second) {
        return second.image().created().isAfter(first.image().created()) ? second : first;
    }

    private static Optional<Environment> usable(EnvironmentType type, ImageInfo image) {
        ImageLabels labels;
        try {
            labels = ImageLabels.of(image.labels());
        } catch (IllegalArgumentException e) {
            LOG.warn("Image {} is ignored: {}", image.id(), e.getMessage());
            return Optional.empty();
        }
        if (!VERSIONS.contains(labels.version())) {
            LOG.warn("Image {} ({}) is ignored: it speaks version {} of the container protocol, this agent {}",
                labels.name(), image.id(), labels.version(), VERSIONS.stream().sorted().toList());
            return Optional.empty();
        }
        if (labels.needRoot() && !type.runAsRoot()) {
            LOG.info("Image {} is not offered as {}: it needs a runtime that runs as root", labels.name(), type.name());
            return Optional.empty();
        }
        if (labels.needGpu() && !type.gpu()) {
            LOG.info("Image {} is not offered as {}: it needs a runtime with a GPU", labels.name(), type.name());
            return Optional.empty();
        }
        return Optional.of(new Environment(type, image, labels));
    }
}
