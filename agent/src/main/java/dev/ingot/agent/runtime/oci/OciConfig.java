package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.config.source.ConfigSectionWriter;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.HostNeeds;
import dev.ingot.agent.runtime.HostNotice;
import dev.ingot.agent.runtime.KernelSettings;
import dev.ingot.agent.runtime.OciRuntimeTraits;
import dev.ingot.agent.runtime.RuntimeCommon;
import dev.ingot.agent.runtime.RuntimeSettings;
import java.util.List;
import java.util.function.Consumer;

/**
 * The configuration keys of a runtime of manager {@code oci}.
 *
 * @param command name or path of the OCI command line
 * @param layer   where containers write outside their mounts
 */
record OciConfig(String command, KernelSettings kernel, WritableLayerStorage layer, Userns userns) implements RuntimeSettings {
    /** An idle agent has 100 descriptors, with one such runtime and its launchers 170: counted with lsof on JDK 25. */
    private static final HostNeeds NEEDS = new HostNeeds(80, true, true);

    @Override
    public String manager() {
        return OciProvider.MANAGER;
    }

    @Override
    public boolean hasGpuByDefault() {
        return OciRuntimeTraits.of(command).hasGpu();
    }

    @Override
    public HostNeeds needs() {
        return NEEDS;
    }

    @Override
    public void write(ConfigSectionWriter writer) {
        writer.putIfNotEmpty(OciProvider.OCI_RUNTIME, command);
        kernel.write(writer);
        writer.put(OciProvider.WRITABLE_LAYER, layer.configValue());
        // A written default would be a requirement.
        if (userns != Userns.AUTO_WHERE_POSSIBLE) {
            writer.put(OciProvider.USERNS, userns.configValue());
        }
    }

    @Override
    public ContainerRuntime open(RuntimeCommon common, Consumer<HostNotice> notices) {
        UserMappings mappings = new UserMappings(UserMappingProbe.of(List.of(common.imageStore(), common.tmpdir())));
        mappings.findNotice(userns).ifPresent(notices);
        return new OciRuntime(OciSettings.of(common.name(), command).withImages(common.imageStore())
            .withLayer(layer.createLayer(common.diskBytes(), common.inodes()))
            .withKernel(kernel.shared(), kernel.overhead().bytes()).withMappedUsers(mappings.isWanted(userns)));
    }
}
