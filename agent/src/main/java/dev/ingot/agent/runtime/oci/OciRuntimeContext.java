package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.agent.linux.ManagedCgroup;
import dev.ingot.agent.linux.PrivateFolder;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.oci.StartWatcher.StartMarker;
import dev.ingot.agent.runtime.oci.store.ImageStore;
import dev.ingot.lifecycle.ResourceStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The resources of an open runtime on this host: the image store, its run folder, launchers and containers. */
final class OciRuntimeContext implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OciRuntimeContext.class);
    private static final RandomGenerator RANDOM = RandomGenerator.of("SecureRandom");

    private final OciSettings settings;
    private final OciCommand command;
    private final CgroupTree tree;
    private final ImageStore store;
    private final RunDir runDir;
    private final OrphanCollector orphanCollector;
    private final Optional<UserNamespacePool> userNamespaces;
    private final StartWatcher startWatcher;
    private final LauncherPool attachedLaunchers;
    private final LauncherPool detachedLaunchers;
    private final SeccompFilterCache seccompFilter = new SeccompFilterCache();
    private final Map<String, OciContainer> openContainers = new ConcurrentHashMap<>();

    private OciRuntimeContext(OciSettings settings, OciCommand installed, CgroupTree tree, ResourceStack opened)
        throws IOException {
        this.settings = settings;
        this.tree = tree;
        this.store = opened.add(ImageStore.open(settings.images()));
        makeFolders();
        makeParentCgroups(installed.startsInCgroup());
        this.orphanCollector = new OrphanCollector(settings, tree);
        orphanCollector.removeUnusedLaunchers();
        this.runDir = opened.add(RunDir.make(settings.runDirs(), settings.idRanges()));
        if (settings.mapsUsers()) {
            runDir.allowTraversal(settings.state());
        }
        this.userNamespaces = settings.mapsUsers() ? Optional.of(opened.add(runDir.openUserNamespaces(settings.launchers())))
            : Optional.empty();
        this.command = installed.startsInCgroup()
            ? installed.withProgram(runDir.bindReadOnly(settings.resolveProgram())) : installed;
        this.startWatcher = opened.add(
            new StartWatcher(installed.startMarker() == StartMarker.PID_FILE ? runDir.pids() : settings.commandState(),
            installed.startMarker()));
        this.attachedLaunchers = opened.add(new LauncherPool(settings.launchers(), () -> createLauncher(true), this::discard));
        this.detachedLaunchers = opened.add(new LauncherPool(settings.launchers(), () -> createLauncher(false), this::discard));
    }

    /**
     * Creates the folders, private because the ids of containers, addresses and users in use do not concern other users of
     * the host.
     */
    private void makeFolders() throws IOException {
        for (Path folder : List.of(settings.state(), settings.commandState().getParent(), settings.commandState(),
            settings.addresses())) {
            PrivateFolder.createOrRestrict(folder);
        }
    }

    /**
     * Creates the parent cgroups.
     *
     * @param restricted whether the parent restricts devices: an OCI runtime that creates the cgroups of containers restricts
     *     them itself
     */
    private void makeParentCgroups(boolean restricted) throws IOException {
        Path path = settings.cgroupParent();
        ManagedCgroup.at(tree, path.getParent()).makeParent();
        ManagedCgroup parent = ManagedCgroup.at(tree, path);
        parent.makeParent();
        if (restricted) {
            parent.restrictDevices();
        }
    }

    /** Opens all resources, or none. */
    static OciRuntimeContext open(OciSettings settings, CgroupTree tree) {
        try (ResourceStack opened = new ResourceStack()) {
            return opened.release(new OciRuntimeContext(settings, OciCommand.of(settings.command(), tree), tree, opened));
        } catch (IOException e) {
            throw OciFaults.of("cannot use " + settings.state(), e);
        }
    }

    /** Returns the image store. */
    ImageStore store() {
        return store;
    }

    /** Returns the memory in bytes that a container's own kernel needs beyond the job's limit. */
    long overhead() {
        return settings.overhead();
    }

    /** Returns the OCI command. */
    OciCommand command() {
        return command;
    }

    /** Returns the watcher of container starts. */
    StartWatcher startWatcher() {
        return startWatcher;
    }

    /** Returns the cached seccomp filter. */
    SeccompFilterCache seccompFilter() {
        return seccompFilter;
    }

    /** Returns the pool of user namespaces; empty when containers use the host's users. */
    Optional<UserNamespacePool> userNamespaces() {
        return userNamespaces;
    }

    /** Returns the launchers for containers with or without streams to the agent. */
    LauncherPool launchers(boolean withStreams) {
        return withStreams ? attachedLaunchers : detachedLaunchers;
    }

    /** Returns the containers created by this runtime and not removed yet, by id. */
    Map<String, OciContainer> openContainers() {
        return openContainers;
    }

    /** Returns the process id of a container's first process; empty until it runs. */
    Optional<Long> readInitPid(String id) {
        try {
            return Optional.of(Long.parseLong(Files.readString(pidFile(id)).strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Path pidFile(String id) {
        return runDir.pids().resolve(id);
    }

    /** Returns the resources of the container in a folder. */
    ContainerFolder folder(Path path) {
        return new ContainerFolder(path, tree, settings);
    }

    /**
     * Checks the folders of this runtime. Missing ones are created again first.
     *
     * @return what prevents containers from starting; empty when nothing does
     */
    Optional<String> findHostProblem() {
        try {
            recreateFolders();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("cannot use the agent's state folder " + runDir.pids().getParent() + ": " + e);
        }
    }

    private void recreateFolders() throws IOException {
        // The watched folder first: the watcher must notice that it was missing before another call recreates it.
        startWatcher.renewWatch();
        runDir.recreatePidFolder();
        PrivateFolder.create(settings.commandState());
    }

    private Launcher createLauncher(boolean withStreams) throws IOException {
        recreateFolders();
        byte[] id = new byte[16];
        RANDOM.nextBytes(id);
        ContainerFolder folder = folder(Files.createDirectory(runDir.container(HexFormat.of().formatHex(id))));
        try {
            return Launcher.make(folder, command, pidFile(folder.id()), withStreams);
        } catch (IOException | RuntimeException | Error e) {
            remove(folder);
            throw e;
        }
    }

    /** Removes an unused launcher. */
    void discard(Launcher launcher) {
        launcher.terminate();
        remove(launcher.folder());
    }

    /** Removes a container's resources. A failure is logged; the container is then an orphan. */
    void remove(ContainerFolder folder) {
        try {
            folder.remove();
            userNamespaces.ifPresent(pool -> pool.release(folder.id()));
            Files.deleteIfExists(pidFile(folder.id()));
        } catch (IOException e) {
            LOG.warn("Cannot remove container {}; the reaper tries again within a minute", folder.id(), e);
        } finally {
            startWatcher.forget(folder.id());
            // From now on it is an orphan.
            openContainers.remove(folder.id());
        }
    }

    /**
     * Returns this run's containers with an agent's label, and all containers of orphaned runs: their agents were killed and
     * may never be started again. Containers of other running agents are left out.
     */
    List<Container> findByAgent(String agentId) throws IOException {
        List<Container> found = new ArrayList<>();
        for (Path path : runDir.containers()) {
            ContainerFolder folder = folder(path);
            if (agentId.equals(folder.readLabels().get(Labels.AGENT))) {
                OciContainer open = openContainers.get(folder.id());
                found.add(open != null ? open : new OrphanContainer(this, folder));
            }
        }
        orphanCollector.findContainers().forEach(folder -> found.add(new OrphanContainer(this, folder)));
        return found;
    }

    /** Removes an orphan. A failure is logged; the orphan then stays. */
    void removeOrphan(ContainerFolder folder) {
        if (runDir.contains(folder.path())) {
            remove(folder);
            return;
        }
        try {
            orphanCollector.remove(folder);
        } catch (IOException e) {
            LOG.warn("Cannot remove orphan container {}; the reaper tries again within a minute", folder.id(), e);
        }
    }

    /** Closes all resources, even if closing one fails. */
    @Override
    public void close() {
        try (store; runDir; startWatcher) {
            try {
                attachedLaunchers.close();
                detachedLaunchers.close();
            } finally {
                userNamespaces.ifPresent(UserNamespacePool::close);
            }
        } catch (IOException e) {
            throw new RuntimeFault(Kind.INTERNAL, "cannot close " + settings.state(), e);
        }
    }
}
