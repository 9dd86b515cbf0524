package dev.ingot.agent.runtime.oci.bundle;

import java.nio.file.Path;
import java.util.Map;

/** Who makes a container's cgroup. */
public sealed interface CgroupPlacement {

    /**
     * We have, and the runtime starts in it. It is shown to the container, read-only.
     *
     * @param folders by the name of the controller's folder in the container
     */
    record MadeByAgent(Map<String, Path> folders) implements CgroupPlacement { }

    /**
     * The runtime shall, with the limits in it.
     *
     * @param path    in the hierarchies
     * @param unified whether this is cgroup v2
     */
    record MadeByOciRuntime(String path, boolean unified) implements CgroupPlacement { }
}
