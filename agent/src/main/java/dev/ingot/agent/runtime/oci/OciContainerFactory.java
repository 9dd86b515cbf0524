package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.oci.bundle.Bundle;
import dev.ingot.agent.runtime.oci.bundle.CgroupPlacement;
import dev.ingot.agent.runtime.oci.network.BridgePlan;
import dev.ingot.agent.runtime.oci.root.EtcFiles;
import dev.ingot.agent.runtime.oci.root.UserMapping;
import dev.ingot.agent.runtime.oci.store.ImageLease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Creates one container, up to its start. */
record OciContainerFactory(OciSettings settings, OciRuntimeContext context, ContainerSpec spec) {

    /** The hierarchies in which a container sees its own cgroup. */
    private static final List<String> VISIBLE_CONTROLLERS = List.of("memory", "cpu", "cpuacct", "cpuset", "pids");
    private static final int LENGTH_OF_HOSTNAME = 12;

    /**
     * Creates the container.
     *
     * @throws RuntimeFault when the image is missing or the host lacks resources; nothing remains then
     */
    OciContainer create() {
        ImageLease image = context.store().lease(spec.imageId());
        try {
            return createFrom(image);
        } catch (IOException e) {
            image.close();
            throw OciFaults.of("cannot create a container", e);
        } catch (RuntimeException | Error e) {
            image.close();
            throw e;
        }
    }

    private OciContainer createFrom(ImageLease image) throws IOException {
        Launcher launcher = context.launchers(spec.attached()).acquire();
        try {
            ContainerFolder folder = launcher.folder();
            folder.writeLabels(spec.labels());
            Optional<BridgePlan> plan = bridgePlan();
            Optional<UserMapping> users = mapUsers(folder.id());
            if (users.isPresent()) {
                folder.allowTraversalBy(users.get());
            }
            String hostname = folder.id().substring(0, LENGTH_OF_HOSTNAME);
            folder.root().mountRoot(image.image().tree(), new EtcFiles(hostname, gateway()), spec.mounts(), users);
            Bundle bundle = new Bundle(spec, image.image(), hostname, folder.root(), cgroupPlacement(launcher),
                networkNamespace(folder), users, context.seccompFilter().program());
            if (context.command().startsInCgroup()) {
                context.command().setLimits(launcher.cgroup(), spec.limits());
            } else {
                launcher.cgroup().limitSocketBuffers(spec.limits().memoryBytes());
            }
            OciContainer container = new OciContainer(context, launcher, bundle.toJson(), image, spec, plan, users);
            context.openContainers().put(folder.id(), container);
            return container;
        } catch (IOException | RuntimeException | Error e) {
            context.discard(launcher);
            throw e;
        }
    }

    private CgroupPlacement cgroupPlacement(Launcher launcher) {
        if (context.command().startsInCgroup()) {
            return new CgroupPlacement.MadeByAgent(VISIBLE_CONTROLLERS.stream().flatMap(name -> launcher.cgroup().folder(name)
                .stream()
                    .map(folder -> Map.entry(name, folder)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        }
        // With cgroup v2 the command creates its cgroup within the agent's, which keeps the counters after the command has
        // removed its own.
        return new CgroupPlacement.MadeByOciRuntime("/" + context.command().limitedCgroup(launcher.cgroup()).path(),
            launcher.cgroup().isUnified());
    }

    private Optional<BridgePlan> bridgePlan() {
        if (!(spec.network() instanceof Network.Bridge(Map<Integer, Integer> ports))) {
            return Optional.empty();
        }
        Path plugins = settings.findPluginFolder().orElseThrow(() -> new RuntimeFault(Kind.INVALID,
            "cannot create a network: no CNI plugins are installed", null));
        return Optional.of(BridgePlan.of(plugins, settings.addresses(), settings.bridge().device(), settings.bridge().subnet(),
            ports));
    }

    private Optional<String> gateway() {
        boolean connected = switch (spec.network()) {
            case Network.None() -> false;
            case Network.Bridge bridge -> true;
            case Network.Joined(String id) -> requireRunning(id).hasNetwork();
        };
        return connected ? Optional.of(settings.bridge().gateway()) : Optional.empty();
    }

    private Optional<Path> networkNamespace(ContainerFolder folder) {
        return switch (spec.network()) {
            case Network.None() -> Optional.empty();
            case Network.Bridge bridge -> Optional.of(folder.network().namespace());
            case Network.Joined(String id) -> requireRunning(id).initPid()
                .map(first -> Path.of("/proc", first.toString(), "ns", "net"));
        };
    }

    private Optional<UserMapping> mapUsers(String id) throws IOException {
        Optional<UserNamespacePool> all = context.userNamespaces();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Optional<OciContainer> grader = findGraderOfSameJob();
        return Optional.of(grader.isPresent() ? all.get().share(id, grader.get().id()) : all.get().acquire(id));
    }

    /**
     * Returns the container of the same job whose user namespace this container shares. Students open the streams that their
     * grader passes by name, which the grader's users own; and a network namespace belongs to a user namespace.
     */
    private Optional<OciContainer> findGraderOfSameJob() {
        if (spec.network() instanceof Network.Joined(String id)) {
            return Optional.of(requireRunning(id));
        }
        return context.openContainers().values().stream().filter(other -> other.isGraderOf(spec.labels())).findFirst();
    }

    private OciContainer requireRunning(String id) {
        OciContainer other = context.openContainers().get(id);
        if (other == null || other.initPid().isEmpty()) {
            throw new RuntimeFault(Kind.NOT_FOUND, "cannot join the network of container " + id + ": it is not running", null);
        }
        return other;
    }
}
