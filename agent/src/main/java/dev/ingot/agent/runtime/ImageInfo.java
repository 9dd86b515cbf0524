package dev.ingot.agent.runtime;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An image as the runtime lists it.
 *
 * @param id      {@code sha256:...}
 * @param created of its newest layer
 */
public record ImageInfo(String id, Instant created, Map<String, String> labels) {

    public ImageInfo {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }
}
