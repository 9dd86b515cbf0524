package dev.ingot.agent.runtime;

import dev.ingot.agent.config.source.ConfigSectionWriter;
import java.util.function.Consumer;

/** What the configuration says about one runtime in the keys of its manager. Immutable; implemented by records. */
public interface RuntimeSettings {

    /** Returns the value of the key {@code manager}. */
    String manager();

    /** Returns whether containers of this runtime have a GPU unless the configuration says otherwise. */
    default boolean hasGpuByDefault() {
        return false;
    }

    /** Returns what the runtime needs of the agent's process. */
    default HostNeeds needs() {
        return HostNeeds.NONE;
    }

    /** Writes the keys of the manager so that {@link RuntimeProvider#read} returns equal settings. */
    void write(ConfigSectionWriter writer);

    /**
     * Opens the runtime. The caller closes it.
     *
     * @param common  what all runtimes of an agent share, and the runtime's name
     * @param notices gets what this host does not allow; a notice that is a failure keeps the agent from starting
     * @throws RuntimeFault of kind INVALID when the settings cannot be used
     */
    ContainerRuntime open(RuntimeCommon common, Consumer<HostNotice> notices);
}
