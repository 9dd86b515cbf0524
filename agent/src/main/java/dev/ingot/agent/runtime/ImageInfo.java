package dev.ingot.agent.runtime;

import java.time.Instant;
import java.util.Map;

/**
 * An image as the runtime lists it.
 *
 * @param id      {@code sha256:...}
 * @param created of its newest layer
 */
public record ImageInfo(String id, Instant created, Map<String, String> labels) { }
