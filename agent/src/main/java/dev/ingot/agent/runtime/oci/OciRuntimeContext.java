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
import dev.ingot.lifecycle.Rollback;
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

/** All that an opened runtime holds on this host: the image store, its run directory, the launchers, its containers. */
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

    private OciRuntimeContext(OciSettings settings, OciCommand flavour, CgroupTree tree, Rollback opened) throws IOException {
        this.settings = settings;
        this.tree = tree;
        this.store = opened.add(ImageStore.open(settings.images()));
        makeFolders();
        makeParentCgroups(flavour.startsInCgroup());
        this.orphanCollector = new OrphanCollector(settings, tree);
        orphanCollector.removeUnusedLaunchers();
        this.runDir = opened.add(RunDir.make(settings.runDirs(), settings.idRanges()));
        if (settings.mapsUsers()) {
            runDir.allowTraversal(settings.state());
        }
        this.userNamespaces = settings.mapsUsers() ? Optional.of(opened.add(runDir.openUserNamespaces(settings.launchers())))
            : Optional.empty();
        this.command = flavour.startsInCgroup() ? flavour.withProgram(runDir.bindReadOnly(settings.resolveProgram())) : flavour;
        this.startWatcher = opened.add(
            new StartWatcher(flavour.startMarker() == StartMarker.PID_FILE ? runDir.pids() : settings.commandState(),
            flavour.startMarker()));
        this.attachedLaunchers = opened.add(new LauncherPool(settings.launchers(), () -> createLauncher(true), this::discard));
        this.detachedLaunchers = opened.add(new LauncherPool(settings.launchers(), () -> createLauncher(false), this::discard));
    }

    /** Ids of containers, addresses and users in use: nothing of it is another user's business. */
    private void makeFolders() throws IOException {
        for (Path folder : List.of(settings.state(), settings.commandState().getParent(), settings.commandState(),
            settings.addresses())) {
            PrivateFolder.createOrRestrict(folder);
        }
    }

    /** Who makes containers' groups himself says which devices they may open; for the others, their parent does. */
    private void makeParentCgroups(boolean restricted) throws IOException {
        Path path = settings.cgroupParent();
        ManagedCgroup.at(tree, path.getParent()).makeParent();
        ManagedCgroup parent = ManagedCgroup.at(tree, path);
        parent.makeParent();
        if (restricted) {
            parent.restrictDevices();
        }
    }

    /** Opens all of it, or nothing. */
    static OciRuntimeContext open(OciSettings settings, CgroupTree tree) {
        try (Rollback opened = new Rollback()) {
            return opened.complete(new OciRuntimeContext(settings, OciCommand.of(settings.command(), tree), tree, opened));
        } catch (IOException e) {
            throw OciFaults.of("cannot use " + settings.state(), e);
        }
    }

    ImageStore store() {
        return store;
    }

    /** Memory that a kernel of their own takes. */
    long overhead() {
        return settings.overhead();
    }

    OciCommand command() {
        return command;
    }

    StartWatcher startWatcher() {
        return startWatcher;
    }

    SeccompFilterCache seccompFilter() {
        return seccompFilter;
    }

    /** For containers whose users are others on the host; empty where they are the host's. */
    Optional<UserNamespacePool> userNamespaces() {
        return userNamespaces;
    }

    /** For containers with streams of their own, or without. */
    LauncherPool launchers(boolean withStreams) {
        return withStreams ? attachedLaunchers : detachedLaunchers;
    }

    /** Those made by this runtime and not closed yet, by id. */
    Map<String, OciContainer> openContainers() {
        return openContainers;
    }

    /** The number of a container's first process, once it runs. */
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

    ContainerFolder folder(Path path) {
        return new ContainerFolder(path, tree, settings);
    }

    /**
     * What keeps containers from being started though the OCI command itself works; empty when nothing does. Folders that were
     * removed are created again first.
     */
    Optional<String> findHostProblem() {
        try {
            recreateFolders();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("the agent's folder " + runDir.pids().getParent() + " cannot be used: " + e);
        }
    }

    private void recreateFolders() throws IOException {
        // The watched folder first: it tells a missing one from one that another created anew.
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

    /** Removes a launcher that no container came to. */
    void discard(Launcher launcher) {
        launcher.terminate();
        remove(launcher.folder());
    }

    /** Removes what is left of a container. What fails is logged and stays a leftover. */
    void remove(ContainerFolder folder) {
        try {
            folder.remove();
            userNamespaces.ifPresent(all -> all.release(folder.id()));
            Files.deleteIfExists(pidFile(folder.id()));
        } catch (IOException e) {
            LOG.warn("container {} could not be removed; it is tried again later", folder.id(), e);
        } finally {
            startWatcher.forget(folder.id());
            // What is left is a leftover now.
            openContainers.remove(folder.id());
        }
    }

    /**
     * Those of this run with an agent's label, and all of runs that are over: their agents were killed, and may never be started
     * again. What another living process has is its own.
     */
    List<Container> findByAgent(String agentId) throws IOException {
        List<Container> found = new ArrayList<>();
        for (Path path : runDir.containers()) {
            ContainerFolder folder = folder(path);
            if (agentId.equals(folder.readLabels().get(Labels.AGENT))) {
                OciContainer own = openContainers.get(folder.id());
                found.add(own != null ? own : new OrphanContainer(this, folder));
            }
        }
        orphanCollector.findContainers().forEach(folder -> found.add(new OrphanContainer(this, folder)));
        return found;
    }

    /** Removes a container that is not in use. What fails is logged and stays. */
    void removeOrphan(ContainerFolder folder) {
        if (runDir.contains(folder.path())) {
            remove(folder);
            return;
        }
        try {
            orphanCollector.remove(folder);
        } catch (IOException e) {
            LOG.warn("container {} of a killed agent could not be removed; it is tried again later", folder.id(), e);
        }
    }

    /** Closes each, whichever of the others fails. */
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
