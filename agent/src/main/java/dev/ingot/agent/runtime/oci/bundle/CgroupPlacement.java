package dev.ingot.agent.runtime.oci.bundle;

import java.nio.file.Path;
import java.util.Map;

/** Who creates a container's cgroup: the agent or the OCI runtime. */
public sealed interface CgroupPlacement {

    /**
     * The agent created the cgroup and starts the OCI command in it. The container sees it read-only.
     *
     * @param folders the cgroup's folders, by the name of the controller's folder in the container
     */
    record MadeByAgent(Map<String, Path> folders) implements CgroupPlacement { }

    /**
     * {@code config.json} asks the OCI runtime to create the cgroup with the limits.
     *
     * @param path    relative to the hierarchies' roots
     * @param unified whether it is cgroup v2
     */
    record MadeByOciRuntime(String path, boolean unified) implements CgroupPlacement { }
}
