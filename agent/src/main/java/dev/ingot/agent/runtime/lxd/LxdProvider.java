package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.config.source.ConfigSection;
import dev.ingot.agent.config.source.ValueFormat;
import dev.ingot.agent.runtime.RuntimeProvider;
import dev.ingot.agent.runtime.RuntimeSettings;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Provides {@code manager: lxd}: containers as instances of LXD, or of Incus with {@code server: incus}. */
public final class LxdProvider implements RuntimeProvider {
    static final String MANAGER = "lxd";
    private static final ValueFormat<LxdServerKind> SERVER_FORMAT = ValueFormat.oneOf(
        Arrays.stream(LxdServerKind.values()).map(LxdServerKind::configName).toList(),
        word -> LxdServerKind.of(word).orElseThrow());

    @Override
    public String manager() {
        return MANAGER;
    }

    @Override
    public Set<String> keys() {
        Set<String> keys = new HashSet<>(LxdConfig.KEYS);
        keys.add(LxdConfig.SERVER);
        return keys;
    }

    @Override
    public Optional<String> shorthandKey() {
        return Optional.of(LxdConfig.SERVER);
    }

    @Override
    public RuntimeSettings read(ConfigSection section) {
        section.acceptOldName("flavour", LxdConfig.SERVER);
        return LxdConfig.read(manager(), section.readValue(LxdConfig.SERVER, SERVER_FORMAT).orElse(LxdServerKind.LXD), section);
    }
}
