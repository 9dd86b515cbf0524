package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.config.source.ConfigSection;
import dev.ingot.agent.config.source.ValueFormat;
import dev.ingot.agent.runtime.KernelSettings;
import dev.ingot.agent.runtime.OciRuntimeTraits;
import dev.ingot.agent.runtime.RuntimeProvider;
import dev.ingot.agent.runtime.RuntimeSettings;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Provides {@code manager: oci}: the agent itself runs an OCI command line such as crun, without a daemon. */
public final class OciProvider implements RuntimeProvider {
    static final String MANAGER = "oci";
    static final String OCI_RUNTIME = "oci-runtime";
    static final String WRITABLE_LAYER = "writable-layer";
    static final String USERNS = "userns";
    private static final ValueFormat<WritableLayerStorage> WRITABLE_LAYER_FORMAT = ValueFormat.oneOf(
        WritableLayerStorage.configValues(), WritableLayerStorage::of);
    private static final ValueFormat<Userns> USERNS_FORMAT = ValueFormat.oneOf(Userns.configValues(), Userns::of);

    @Override
    public String manager() {
        return MANAGER;
    }

    @Override
    public Set<String> keys() {
        Set<String> keys = new HashSet<>(KernelSettings.KEYS);
        keys.addAll(Set.of(OCI_RUNTIME, WRITABLE_LAYER, USERNS));
        return keys;
    }

    @Override
    public Optional<String> shorthandKey() {
        return Optional.of(OCI_RUNTIME);
    }

    @Override
    public RuntimeSettings read(ConfigSection section) {
        section.acceptOldName("flavour", OCI_RUNTIME);
        section.acceptOldName("layer", WRITABLE_LAYER);
        section.reject("socket", "manager oci has no daemon", "remove socket");
        if (!section.hasValue(OCI_RUNTIME)) {
            section.addProblem(OCI_RUNTIME, "no OCI runtime is given",
                "give crun, runc, runsc or the path of another OCI runtime");
        }
        String command = section.readValue(OCI_RUNTIME, ValueFormat.WORD).orElse("");
        Userns userns = section.readValue(USERNS, USERNS_FORMAT).orElse(Userns.defaultFor(command));
        if (userns == Userns.AUTO && OciCommand.programName(command).endsWith("runsc")) {
            section.addProblem(USERNS, "runsc has its own kernel and does not need user namespaces", "remove userns");
        }
        return new OciConfig(command, KernelSettings.read(section, OciRuntimeTraits.of(command)),
            section.readValue(WRITABLE_LAYER, WRITABLE_LAYER_FORMAT).orElse(WritableLayerStorage.MEMORY), userns);
    }
}
