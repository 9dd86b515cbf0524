package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.agent.runtime.Labels;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One image, flattened.
 *
 * @param id               {@code sha256:...}, the same by which Docker and Podman know the image
 * @param environment      entries {@code NAME=VALUE}
 * @param command          entrypoint and arguments in one
 * @param workingDirectory absolute; {@code /} when the image says none
 * @param user             as the image says it: a name or number, perhaps {@code user:group}; empty for root
 * @param tree             its files; nobody writes there. Only to be used under a {@link ImageLease}
 * @param source           where it was imported from, for people to read
 * @param imported         when
 */
public record StoredImage(
    String id, Instant created, Map<String, String> labels, List<String> environment, List<String> command,
    String workingDirectory, String user, Path tree, String source, Instant imported) {

    /** Later builds last; of two builds of one instant (reproducible ones bear a fixed date) the later import last. */
    static final Comparator<StoredImage> BY_AGE =
        Comparator.comparing(StoredImage::created).thenComparing(StoredImage::imported).thenComparing(StoredImage::id);

    public StoredImage {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        environment = List.copyOf(environment);
        command = List.copyOf(command);
    }

    /** The grading environment it is for, if it is a grading image. */
    public Optional<String> environmentName() {
        return Optional.ofNullable(labels.get(Labels.ENVIRONMENT_NAME));
    }

    /** As a runtime lists it. */
    public ImageInfo info() {
        return new ImageInfo(id, created, labels);
    }
}
