package dev.ingot.agent.runtime;

import dev.ingot.agent.config.source.ConfigSection;
import java.util.Optional;
import java.util.Set;

/**
 * A manager of containers that the configuration can name. It owns the configuration keys that only this manager has, and
 * opens its runtimes. Every provider is listed in {@code app.RuntimeProviders}. Stateless.
 */
public interface RuntimeProvider {

    /** Returns the value of the key {@code manager} that selects this provider. */
    String manager();

    /** Returns the keys that {@link #read} reads. */
    Set<String> keys();

    /** Returns the key that the word after the colon of {@code --runtime MANAGER:WORD} sets; empty when there is none. */
    Optional<String> shorthandKey();

    /**
     * Reads the {@link #keys} of one runtime. Whatever is wrong is reported to the section.
     *
     * @return the settings, with defaults for absent and invalid values
     */
    RuntimeSettings read(ConfigSection section);
}
