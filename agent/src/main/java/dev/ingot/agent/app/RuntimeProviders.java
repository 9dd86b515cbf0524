package dev.ingot.agent.app;

import dev.ingot.agent.runtime.RuntimeProvider;
import dev.ingot.agent.runtime.docker.DockerProvider;
import dev.ingot.agent.runtime.lxd.IncusProvider;
import dev.ingot.agent.runtime.lxd.LxdProvider;
import dev.ingot.agent.runtime.oci.OciProvider;
import java.util.List;

/** Lists the managers of containers that a configuration can name. A new manager is added here and in no other class. */
public final class RuntimeProviders {
    /** The default manager first. */
    public static final List<RuntimeProvider> ALL = List.of(
        DockerProvider.docker(),
        DockerProvider.podman(),
        new OciProvider(),
        new LxdProvider(),
        new IncusProvider());

    private RuntimeProviders() { }
}
