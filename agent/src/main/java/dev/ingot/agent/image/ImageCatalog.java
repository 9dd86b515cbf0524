package dev.ingot.agent.image;

import dev.ingot.agent.runtime.Capability;
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

/** The environments of one scan of all images. Immutable; a later scan creates a new catalog. */
public final class ImageCatalog {
    private static final Logger LOG = LoggerFactory.getLogger(ImageCatalog.class);
    private static final Set<String> PROTOCOL_VERSIONS = Set.of("3", "4");

    private final Map<String, EnvironmentType> types;
    private final Map<ContainerRuntime, List<ImageInfo>> images;
    private final Map<String, Map<String, Environment>> environments;
    private final Map<String, Set<String>> announced;

    private ImageCatalog(Map<String, EnvironmentType> types, Map<ContainerRuntime, List<ImageInfo>> images,
        Map<String, Map<String, Environment>> environments, Map<String, Set<String>> announced) {
        this.types = types;
        this.images = images;
        this.environments = environments;
        this.announced = announced;
    }

    /**
     * Lists the grading images of every runtime once. Of several images with one name, the newest is used. Logs each image that
     * cannot be used with the reason.
     */
    public static ImageCatalog scan(Collection<EnvironmentType> types) {
        Map<String, EnvironmentType> byName = new LinkedHashMap<>();
        Map<ContainerRuntime, List<ImageInfo>> images = new LinkedHashMap<>();
        for (EnvironmentType type : types) {
            byName.put(type.name(), type);
            images.computeIfAbsent(type.runtime(), ContainerRuntime::images);
        }
        Map<String, Map<String, Environment>> found = groupByType(types, images);
        Map<String, Set<String>> names = new HashMap<>();
        found.forEach((type, named) -> names.put(type, Set.copyOf(named.keySet())));
        return new ImageCatalog(byName, images, found, names);
    }

    /**
     * Returns a catalog with the newest images of the same environments, or this catalog if nothing has changed. Lists the images
     * of runtimes with {@link Capability#CHEAP_IMAGES} only. New names are logged and wait for the next {@link #scan}, because
     * the backend does not know them yet.
     */
    public ImageCatalog refresh() {
        Map<ContainerRuntime, List<ImageInfo>> now = new LinkedHashMap<>(images);
        now.replaceAll((runtime, known) ->
            runtime.capabilities().contains(Capability.CHEAP_IMAGES) ? runtime.images() : known);
        if (now.equals(images)) {
            return this;
        }
        ImageCatalog renewed = new ImageCatalog(types, now, groupByType(types.values(), now), announced);
        renewed.environments.forEach((type, named) -> named.values().forEach(environment -> logChange(type, environment)));
        return renewed;
    }

    private void logChange(String type, Environment now) {
        Environment before = environments.get(type).get(now.name());
        if (before != null && !before.image().id().equals(now.image().id())) {
            LOG.info("Environment {} of {} has a new image: {}", now.name(), type, now.image().id());
        } else if (before == null && !announced.get(type).contains(now.name())) {
            LOG.info("Found new environment {} of {}: the next registration offers it", now.name(), type);
        }
    }

    private static Map<String, Map<String, Environment>> groupByType(Collection<EnvironmentType> types,
        Map<ContainerRuntime, List<ImageInfo>> images) {
        Map<String, Map<String, Environment>> found = new LinkedHashMap<>();
        for (EnvironmentType type : types) {
            Map<String, Environment> named = new TreeMap<>();
            for (ImageInfo image : images.get(type.runtime())) {
                toEnvironment(type, image).ifPresent(environment -> named.merge(environment.name(), environment,
                    ImageCatalog::newer));
            }
            found.put(type.name(), named);
        }
        return found;
    }

    /** Returns an environment that the backend knows; empty if there is none. */
    public Optional<Environment> find(String type, String name) {
        return Optional.ofNullable(environments.getOrDefault(type, Map.of()).get(name))
            .filter(_ -> announced.get(type).contains(name));
    }

    /** Returns all environment types, including those without image. */
    public Collection<EnvironmentType> types() {
        return types.values();
    }

    /** Returns the environments of all types. */
    public List<Environment> all() {
        return environments.values().stream().flatMap(named -> named.values().stream()).toList();
    }

    /** Returns the environments as in a hello message: environment type to name to description. */
    public Map<String, Map<String, AgentMessage.Environment>> announcement() {
        Map<String, Map<String, AgentMessage.Environment>> announced = new LinkedHashMap<>();
        environments.forEach((type, named) -> {
            Map<String, AgentMessage.Environment> entries = new LinkedHashMap<>();
            named.forEach((name, environment) -> entries.put(name, environment.toMessage()));
            announced.put(type, entries);
        });
        return announced;
    }

    private static Environment newer(Environment first, Environment second) {
        return second.image().created().isAfter(first.image().created()) ? second : first;
    }

    private static Optional<Environment> toEnvironment(EnvironmentType type, ImageInfo image) {
        ImageLabels labels;
        try {
            labels = ImageLabels.of(image.labels());
        } catch (IllegalArgumentException e) {
            LOG.warn("Ignored image {}: {}", image.id(), e.getMessage());
            return Optional.empty();
        }
        if (!PROTOCOL_VERSIONS.contains(labels.version())) {
            LOG.warn("Ignored image {} ({}): it has version {} of the container protocol, this agent supports {}",
                labels.name(), image.id(), labels.version(), PROTOCOL_VERSIONS.stream().sorted().toList());
            return Optional.empty();
        }
        if (labels.needRoot() && !type.runAsRoot()) {
            LOG.info("Image {} is not offered as {}: it needs a runtime with run-as-root", labels.name(), type.name());
            return Optional.empty();
        }
        if (labels.needGpu() && !type.gpu()) {
            LOG.info("Image {} is not offered as {}: it needs a runtime with a GPU", labels.name(), type.name());
            return Optional.empty();
        }
        return Optional.of(new Environment(type, image, labels));
    }
}
