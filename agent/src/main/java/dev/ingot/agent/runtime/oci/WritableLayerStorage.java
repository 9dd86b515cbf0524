package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.runtime.oci.root.WritableLayer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Where a runtime of manager {@code oci} keeps what containers write outside their mounts. */
enum WritableLayerStorage {
    /** In memory that counts towards the container's limit. */
    MEMORY,
    /** In a file on the host's disk. */
    DISK;

    /** Returns all values as the configuration spells them. */
    static List<String> configValues() {
        return Arrays.stream(values()).map(WritableLayerStorage::configValue).toList();
    }

    /** Returns the constant for one of {@link #configValues}. */
    static WritableLayerStorage of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Returns the value as the configuration spells it. */
    String configValue() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the writable layer of each container, with its limits. */
    WritableLayer createLayer(long bytes, long inodes) {
        return this == MEMORY ? new WritableLayer.InMemory(bytes, inodes) : new WritableLayer.OnDisk(bytes, inodes);
    }
}
