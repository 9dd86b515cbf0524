package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.oci.bundle.Bundle;
import dev.ingot.agent.runtime.oci.bundle.Cgroups;
import dev.ingot.agent.runtime.oci.network.BridgePlan;
import dev.ingot.agent.runtime.oci.root.EtcFiles;
import dev.ingot.agent.runtime.oci.root.UserMapping;
import dev.ingot.agent.runtime.oci.store.Lease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The making of one container, up to its start. */
record Creation(OciSettings settings, RuntimeState state, ContainerSpec spec) {

    /** What a container sees of its cgroup. */
    private static final List<String> SHOWN = List.of("memory", "cpu", "cpuacct", "cpuset", "pids");
    private static final int LENGTH_OF_HOSTNAME = 12;

    OciContainer run() {
        Lease image = state.store().use(spec.imageId());
        try {
            return container(image);
        } catch (IOException e) {
            image.close();
            throw OciFaults.of("cannot create a container", e);
        } catch (RuntimeException | Error e) {
            image.close();
            throw e;
        }
    }

    private OciContainer container(Lease image) throws IOException {
        Launcher launcher = state.launchers(spec.attached()).take();
        try {
            ContainerFolder folder = launcher.folder();
            folder.label(spec.labels());
            Optional<BridgePlan> plan = plan();
            Optional<UserMapping> users = users(folder.id());
            if (users.isPresent()) {
                folder.letThrough(users.get());
            }
            String hostname = folder.id().substring(0, LENGTH_OF_HOSTNAME);
            folder.root().make(image.image().tree(), new EtcFiles(hostname, gateway()), spec.mounts(), users);
            Bundle bundle = new Bundle(spec, image.image(), hostname, folder.root(), cgroups(launcher), namespace(folder), users,
                state.filter().program());
            if (state.flavour().placed()) {
                state.flavour().limit(launcher.cgroup(), spec.limits());
            } else {
                launcher.cgroup().limitSockets(spec.limits().memoryBytes());
            }
            OciContainer container = new OciContainer(state, launcher, bundle.json(), image, spec, plan, users);
            state.alive().put(folder.id(), container);
            return container;
        } catch (IOException | RuntimeException | Error e) {
            state.discard(launcher);
            throw e;
        }
    }

    private Cgroups cgroups(Launcher launcher) {
        if (state.flavour().placed()) {
            return new Cgroups.Made(SHOWN.stream().flatMap(name -> launcher.cgroup().folder(name).stream()
                    .map(folder -> Map.entry(name, folder)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        }
        // With cgroup v2 it makes one within ours, which still counts when the command has removed its own.
        return new Cgroups.Asked("/" + state.flavour().limited(launcher.cgroup()).path(), launcher.cgroup().unified());
    }

    private Optional<BridgePlan> plan() {
        if (!(spec.network() instanceof Network.Bridge(Map<Integer, Integer> ports))) {
            return Optional.empty();
        }
        Path plugins = settings.pluginFolder().orElseThrow(() -> new RuntimeFault(Kind.INVALID,
            "no CNI plugins are installed", null));
        return Optional.of(BridgePlan.of(plugins, settings.addresses(), settings.bridge().device(), settings.bridge().subnet(),
            ports));
    }

    private Optional<String> gateway() {
        boolean connected = switch (spec.network()) {
            case Network.None() -> false;
            case Network.Bridge bridge -> true;
            case Network.Joined(String id) -> joined(id).connected();
        };
        return connected ? Optional.of(settings.bridge().gateway()) : Optional.empty();
    }

    private Optional<Path> namespace(ContainerFolder folder) {
        return switch (spec.network()) {
            case Network.None() -> Optional.empty();
            case Network.Bridge bridge -> Optional.of(folder.network().namespace());
            case Network.Joined(String id) -> joined(id).init().map(first -> Path.of("/proc", first.toString(), "ns", "net"));
        };
    }

    private Optional<UserMapping> users(String id) throws IOException {
        Optional<UserNamespaces> all = state.users();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Optional<OciContainer> relative = relative();
        return Optional.of(relative.isPresent() ? all.get().share(id, relative.get().id()) : all.get().take(id));
    }

    /**
     * Whose users this one's are too. Students open by name the streams that their grader passes them, which its users own; a
     * network belongs to a user namespace.
     */
    private Optional<OciContainer> relative() {
        if (spec.network() instanceof Network.Joined(String id)) {
            return Optional.of(joined(id));
        }
        return state.alive().values().stream().filter(other -> other.grades(spec.labels())).findFirst();
    }

    private OciContainer joined(String id) {
        OciContainer other = state.alive().get(id);
        if (other == null || other.init().isEmpty()) {
            throw new RuntimeFault(Kind.NOT_FOUND, "container " + id + ", whose network is to be joined, does not run", null);
        }
        return other;
    }
}
