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

/** The environments found by one look at the images. Immutable: a later look makes another catalogue. */
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
     * Asks every runtime for its grading images, each runtime once. Of several images with one name the newest is taken;
     * images that cannot be used are logged with the reason.
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
     * The same environments by their newest images, where looking costs next to nothing; itself when nothing has changed.
     * Names that are new are logged, and wait for the next {@link #scan}: the backend does not know them yet.
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
            LOG.info("Environment {} of {} has another image from now on: {}", now.name(), type, now.image().id());
        } else if (before == null && !announced.get(type).contains(now.name())) {
            LOG.info("Environment {} of {} is new: it is offered at the next registration", now.name(), type);
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

    /** The environment a task asks for. */
    public Optional<Environment> find(String type, String name) {
        return Optional.ofNullable(environments.getOrDefault(type, Map.of()).get(name))
            .filter(_ -> announced.get(type).contains(name));
    }

    /** All types, also those without an image. */
    public Collection<EnvironmentType> types() {
        return types.values();
    }

    /** All environments found, of all types. */
    public List<Environment> all() {
        return environments.values().stream().flatMap(named -> named.values().stream()).toList();
    }

    /** What a hello says of these environments. */
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
            LOG.warn("Image {} is ignored: {}", image.id(), e.getMessage());
            return Optional.empty();
        }
        if (!PROTOCOL_VERSIONS.contains(labels.version())) {
            LOG.warn("Image {} ({}) is ignored: it speaks version {} of the container protocol, this agent {}",
                labels.name(), image.id(), labels.version(), PROTOCOL_VERSIONS.stream().sorted().toList());
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
