package dev.ingot.agent.runtime.oci.bundle;

import java.nio.file.Path;
import java.util.Map;

/** Who makes a container's cgroup. */
public sealed interface Cgroups {

    /**
     * We have, and the runtime starts in it. It is shown to the container, read-only.
     *
     * @param folders by the name of the controller's folder in the container
     */
    record Made(Map<String, Path> folders) implements Cgroups { }

    /**
     * The runtime shall, with the limits in it.
     *
     * @param path    in the hierarchies
     * @param unified whether this is cgroup v2
     */
    record Asked(String path, boolean unified) implements Cgroups { }
}
