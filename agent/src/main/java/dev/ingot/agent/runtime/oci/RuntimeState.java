package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.agent.linux.OwnCgroup;
import dev.ingot.agent.linux.PrivateFolder;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.oci.StartSigns.Sign;
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
final class RuntimeState implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeState.class);
    private static final RandomGenerator RANDOM = RandomGenerator.of("SecureRandom");

    private final OciSettings settings;
    private final Flavour flavour;
    private final CgroupTree tree;
    private final ImageStore store;
    private final RunDir runDir;
    private final Orphans orphans;
    private final Optional<UserNamespaces> users;
    private final StartSigns signs;
    private final LauncherPool attached;
    private final LauncherPool detached;
    private final CompiledFilter filter = new CompiledFilter();
    private final Map<String, OciContainer> alive = new ConcurrentHashMap<>();

    private RuntimeState(OciSettings settings, Flavour flavour, CgroupTree tree, Rollback opened) throws IOException {
        this.settings = settings;
        this.tree = tree;
        this.store = opened.add(ImageStore.open(settings.images()));
        makeFolders();
        makeParents(flavour.placed());
        this.orphans = new Orphans(settings, tree);
        orphans.removeLaunchers();
        this.runDir = opened.add(RunDir.make(settings.runDirs(), settings.idRanges()));
        if (settings.mapsUsers()) {
            runDir.letThrough(settings.state());
        }
        this.users = settings.mapsUsers() ? Optional.of(opened.add(runDir.users(settings.launchers()))) : Optional.empty();
        this.flavour = flavour.placed() ? flavour.at(runDir.guarded(settings.program())) : flavour;
        this.signs = opened.add(
            new StartSigns(flavour.sign() == Sign.PID_FILE ? runDir.pids() : settings.notes(), flavour.sign()));
        this.attached = opened.add(new LauncherPool(settings.launchers(), () -> launcher(true), this::discard));
        this.detached = opened.add(new LauncherPool(settings.launchers(), () -> launcher(false), this::discard));
    }

    /** Ids of containers, addresses and users in use: nothing of it is another user's business. */
    private void makeFolders() throws IOException {
        for (Path folder : List.of(settings.state(), settings.notes().getParent(), settings.notes(), settings.addresses())) {
            PrivateFolder.createOrRestrict(folder);
        }
    }

    /** Who makes containers' groups himself says which devices they may open; for the others, their parent does. */
    private void makeParents(boolean restricted) throws IOException {
        Path path = settings.cgroups();
        OwnCgroup.at(tree, path.getParent()).makeParent();
        OwnCgroup parent = OwnCgroup.at(tree, path);
        parent.makeParent();
        if (restricted) {
            parent.restrictDevices();
        }
    }

    /** Opens all of it, or nothing. */
    static RuntimeState open(OciSettings settings, CgroupTree tree) {
        try (Rollback opened = new Rollback()) {
            return opened.complete(new RuntimeState(settings, Flavour.of(settings.command(), tree), tree, opened));
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

    Flavour flavour() {
        return flavour;
    }

    StartSigns signs() {
        return signs;
    }

    CompiledFilter filter() {
        return filter;
    }

    /** For containers whose users are others on the host; empty where they are the host's. */
    Optional<UserNamespaces> users() {
        return users;
    }

    /** For containers with streams of their own, or without. */
    LauncherPool launchers(boolean withStreams) {
        return withStreams ? attached : detached;
    }

    /** Those made by this runtime and not closed yet, by id. */
    Map<String, OciContainer> alive() {
        return alive;
    }

    /** The number of a container's first process, once it runs. */
    Optional<Long> init(String id) {
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
    Optional<String> trouble() {
        try {
            restore();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("the agent's folder " + runDir.pids().getParent() + " cannot be used: " + e);
        }
    }

    private void restore() throws IOException {
        // The watched folder first: it tells a missing one from one that another created anew.
        signs.restore();
        runDir.restore();
        PrivateFolder.create(settings.notes());
    }

    private Launcher launcher(boolean withStreams) throws IOException {
        restore();
        byte[] id = new byte[16];
        RANDOM.nextBytes(id);
        ContainerFolder folder = folder(Files.createDirectory(runDir.container(HexFormat.of().formatHex(id))));
        try {
            return Launcher.make(folder, flavour, pidFile(folder.id()), withStreams);
        } catch (IOException | RuntimeException | Error e) {
            remove(folder);
            throw e;
        }
    }

    /** Removes a launcher that no container came to. */
    void discard(Launcher launcher) {
        launcher.end();
        remove(launcher.folder());
    }

    /** Removes what is left of a container. What fails is logged and stays a leftover. */
    void remove(ContainerFolder folder) {
        try {
            folder.remove();
            users.ifPresent(all -> all.release(folder.id()));
            Files.deleteIfExists(pidFile(folder.id()));
        } catch (IOException e) {
            LOG.warn("container {} could not be removed; it is tried again later", folder.id(), e);
        } finally {
            signs.forget(folder.id());
            // What is left is a leftover now.
            alive.remove(folder.id());
        }
    }

    /**
     * Those of this run with an agent's label, and all of runs that are over: their agents were killed, and may never be started
     * again. What another living process has is its own.
     */
    List<Container> labelled(String agentId) throws IOException {
        List<Container> found = new ArrayList<>();
        for (Path path : runDir.containers()) {
            ContainerFolder folder = folder(path);
            if (agentId.equals(folder.labels().get(Labels.AGENT))) {
                OciContainer own = alive.get(folder.id());
                found.add(own != null ? own : new Leftover(this, folder));
            }
        }
        orphans.containers().forEach(folder -> found.add(new Leftover(this, folder)));
        return found;
    }

    /** Removes a container that is not in use. What fails is logged and stays. */
    void removeLeftover(ContainerFolder folder) {
        if (runDir.has(folder.path())) {
            remove(folder);
            return;
        }
        try {
            orphans.remove(folder);
        } catch (IOException e) {
            LOG.warn("container {} of a killed agent could not be removed; it is tried again later", folder.id(), e);
        }
    }

    /** Closes each, whichever of the others fails. */
    @Override
    public void close() {
        try (store; runDir; signs) {
            try {
                attached.close();
                detached.close();
            } finally {
                users.ifPresent(UserNamespaces::close);
            }
        } catch (IOException e) {
            throw new RuntimeFault(Kind.INTERNAL, "cannot close " + settings.state(), e);
        }
    }
}
