package dev.ingot.agent.runtime;

import dev.ingot.agent.config.source.ByteSize;
import dev.ingot.agent.config.source.ConfigSection;
import dev.ingot.agent.config.source.ConfigSectionWriter;
import dev.ingot.agent.config.source.ValueFormat;
import java.util.Set;

/**
 * The keys of runtimes whose containers may have a kernel of their own.
 *
 * @param shared   whether containers run on the host's kernel
 * @param overhead memory that a container's own kernel takes, on top of the memory limit of its task
 */
public record KernelSettings(boolean shared, ByteSize overhead) {
    private static final String SHARED_KEY = "shared-kernel";
    private static final String OVERHEAD_KEY = "overhead";
    /** The keys that {@link #read} reads. */
    public static final Set<String> KEYS = Set.of(SHARED_KEY, OVERHEAD_KEY);

    /**
     * Reads the keys.
     *
     * @param traits of the OCI runtime, for the defaults
     */
    public static KernelSettings read(ConfigSection section, OciRuntimeTraits traits) {
        return new KernelSettings(section.readValue(SHARED_KEY, ValueFormat.BOOLEAN).orElse(traits.sharesKernel()),
            section.readValue(OVERHEAD_KEY, ValueFormat.ANY_SIZE).orElse(traits.overhead()));
    }

    /** Writes the keys. */
    public void write(ConfigSectionWriter writer) {
        writer.put(SHARED_KEY, shared).put(OVERHEAD_KEY, overhead);
    }
}
