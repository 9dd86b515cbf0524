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

/** Makes one container. */
final class Creation {

    private final LxdSettings settings;
    private final ServerState state;
    private final ContainerSpec spec;
    private final String name = "ingot-" + UUID.randomUUID().toString().substring(9).replace("-", "");
    private Optional<Address> address = Optional.empty();

    Creation(LxdSettings settings, ServerState state, ContainerSpec spec) {
        this.settings = settings;
        this.state = state;
        this.spec = spec;
    }

    /** On failure nothing is left behind. */
    Container run() {
        LxdImage image = state.instances().image(spec.imageId());
        Program program = new Program(state.programs(), image, spec);
        // Fails where nobody says what to run.
        program.command();
        Path folder = state.folder(spec.labels().getOrDefault(Labels.AGENT, "nobody"), name);
        try {
            if (spec.network() instanceof Network.Bridge) {
                address = Optional.of(state.addresses().take());
            }
            make(folder);
        } catch (IOException e) {
            undo(folder);
            throw new RuntimeFault(Kind.INTERNAL, "the mounts of " + name + " cannot be made: " + e.getMessage(), e);
        } catch (RuntimeFault e) {
            undo(folder);
            throw e;
        }
        return new LxdContainer(state.instances(), name, program, () -> state.cgroup(name), () -> clear(folder));
    }

    private void make(Path folder) throws IOException {
        if (state.mapsOwners()) {
            MappedMounts mounts = MappedMounts.prepare(folder, spec.mounts());
            create(mounts.shown(), false);
            mounts.fill(state.userMap(name));
        } else {
            create(spec.mounts(), true);
        }
    }

    private void create(List<Mount> mounts, boolean shift) {
        LxdImage image = state.instances().image(spec.imageId());
        state.instances().create(name, new InstanceRequest(settings, spec, image, name, mounts, shift, address).body());
    }

    private void undo(Path folder) {
        new Removal(state.instances(), name).finish();
        clear(folder);
    }

    private void clear(Path folder) {
        address.ifPresent(taken -> state.addresses().giveBack(taken));
        if (state.mapsOwners()) {
            Removal.clear(folder);
        }
    }
}
