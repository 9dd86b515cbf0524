package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Creates one container. */
final class LxdContainerFactory {

    private final LxdSettings settings;
    private final LxdRuntimeContext context;
    private final ContainerSpec spec;
    private final String name = "ingot-" + UUID.randomUUID().toString().substring(9).replace("-", "");
    private Optional<InstanceAddress> address = Optional.empty();

    /** @param spec what to create */
    LxdContainerFactory(LxdSettings settings, LxdRuntimeContext context, ContainerSpec spec) {
        this.settings = settings;
        this.context = context;
        this.spec = spec;
    }

    /** Creates the container. On failure, everything created so far is removed. */
    Container create() {
        LxdImage image = context.instances().image(spec.imageId());
        InstanceProgram program = new InstanceProgram(context.programs(), image, spec);
        // Fails early when neither specification nor image has a command.
        program.command();
        Path folder = context.mountFolder(spec.labels().getOrDefault(Labels.AGENT, "unknown"), name);
        try {
            if (spec.network() instanceof Network.Bridge) {
                address = Optional.of(context.addresses().allocate());
            }
            createWithMounts(folder);
        } catch (IOException e) {
            undo(folder);
            throw new RuntimeFault(Kind.INTERNAL, "cannot create the mounts of " + name + ": " + e.getMessage(), e);
        } catch (RuntimeFault e) {
            undo(folder);
            throw e;
        }
        return new LxdContainer(context.instances(), name, program, () -> context.cgroup(name), () -> clear(folder));
    }

    private void createWithMounts(Path folder) throws IOException {
        if (context.canMapOwners()) {
            MappedMounts mounts = MappedMounts.prepare(folder, spec.mounts());
            createInstance(mounts.mapped(), false);
            mounts.bindSources(context.userMap(name));
        } else {
            createInstance(spec.mounts(), true);
        }
    }

    private void createInstance(List<Mount> mounts, boolean shift) {
        LxdImage image = context.instances().image(spec.imageId());
        context.instances().create(name, new InstanceRequest(settings, spec, image, name, mounts, shift, address).toBody());
    }

    private void undo(Path folder) {
        new InstanceRemover(context.instances(), name).removeAndWait();
        clear(folder);
    }

    private void clear(Path folder) {
        address.ifPresent(allocated -> context.addresses().release(allocated));
        if (context.canMapOwners()) {
            InstanceRemover.removeMountFolder(folder);
        }
    }
}
