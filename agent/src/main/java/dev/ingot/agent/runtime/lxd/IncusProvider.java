package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.config.source.ConfigSection;
import dev.ingot.agent.runtime.RuntimeProvider;
import dev.ingot.agent.runtime.RuntimeSettings;
import java.util.Optional;
import java.util.Set;

/** Provides {@code manager: incus}: containers as instances of Incus, by the same API as LXD's. */
public final class IncusProvider implements RuntimeProvider {

    @Override
    public String manager() {
        return "incus";
    }

    @Override
    public Set<String> keys() {
        return LxdConfig.KEYS;
    }

    @Override
    public Optional<String> shorthandKey() {
        return Optional.empty();
    }

    @Override
    public RuntimeSettings read(ConfigSection section) {
        return LxdConfig.read(manager(), LxdServerKind.INCUS, section);
    }
}
