package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Exit;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.runtime.Usage;
import java.nio.file.Path;

/**
 * Represents an instance that this process did not create, or the mounts that remain of one. It can only be removed.
 *
 * @param remover of the instance
 * @param name    of the instance
 * @param folder  with its mounts; need not exist
 */
record OrphanInstance(InstanceRemover remover, String name, Path folder) implements Container {

    OrphanInstance(InstanceApi instances, String name, Path folder) {
        this(new InstanceRemover(instances, name), name, folder);
    }

    @Override
    public String id() {
        return name;
    }

    @Override
    public Stdio start() {
        throw new RuntimeFault(Kind.CONFLICT, "container " + name + " is an orphan of an earlier agent process and cannot be "
            + "started", null);
    }

    @Override
    public Exit await() {
        remover.removeAndWait();
        return new Exit.Signalled(9);
    }

    @Override
    public Usage usage() {
        return Usage.UNKNOWN;
    }

    @Override
    public void kill() {
        remover.removeAsync();
    }

    @Override
    public void close() {
        remover.removeAndWait();
        InstanceRemover.removeMountFolder(folder);
    }
}
