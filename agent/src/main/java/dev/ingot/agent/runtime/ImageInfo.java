package dev.ingot.agent.runtime;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Describes an image as the runtime lists it.
 *
 * @param id      {@code sha256:...}
 * @param created when its newest layer was created
 * @param labels  of the image
 */
public record ImageInfo(String id, Instant created, Map<String, String> labels) {

    public ImageInfo {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }
}
