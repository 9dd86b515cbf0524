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
 * A flattened image.
 *
 * @param id               {@code sha256:...}, as in Docker and Podman
 * @param created          the date of the build
 * @param environment      entries {@code NAME=VALUE}
 * @param command          entrypoint and arguments together
 * @param workingDirectory absolute; {@code /} when the image has none
 * @param user             as in the image: a name or number, optionally {@code user:group}; empty for root
 * @param tree             the image's files, never written to; only to be used with an {@link ImageLease}
 * @param source           where it was imported from, as text for admins
 * @param imported         the date of the import
 */
public record StoredImage(
    String id, Instant created, Map<String, String> labels, List<String> environment, List<String> command,
    String workingDirectory, String user, Path tree, String source, Instant imported) {

    /** Orders by date of the build; builds of the same date (reproducible ones have a fixed date) by date of the import. */
    static final Comparator<StoredImage> BY_AGE =
        Comparator.comparing(StoredImage::created).thenComparing(StoredImage::imported).thenComparing(StoredImage::id);

    public StoredImage {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        environment = List.copyOf(environment);
        command = List.copyOf(command);
    }

    /** Returns the grading environment of the image; empty when it is not a grading image. */
    public Optional<String> environmentName() {
        return Optional.ofNullable(labels.get(Labels.ENVIRONMENT_NAME));
    }

    /** Returns the image as a runtime lists it. */
    public ImageInfo info() {
        return new ImageInfo(id, created, labels);
    }
}
