package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.agent.linux.OwnCgroup;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.oci.StartSigns.Sign;
import dev.ingot.agent.runtime.oci.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that an opened runtime holds on this host: the image store, its folder, the berths, the containers of this life. */
final class Harbour implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Harbour.class);
    private static final RandomGenerator RANDOM = RandomGenerator.of("SecureRandom");

    private final OciSettings settings;
    private final Flavour flavour;
    private final CgroupTree tree;
    private final ImageStore store;
    private final Life life;
    private final StartSigns signs;
    private final Berths berths;
    private final CompiledFilter filter = new CompiledFilter();
    private final Map<String, OciContainer> alive = new ConcurrentHashMap<>();

    private Harbour(OciSettings settings, Flavour flavour, CgroupTree tree, ImageStore store) throws IOException {
        this.settings = settings;
        this.tree = tree;
        this.store = store;
        Files.createDirectories(settings.notes());
        makeParents(flavour.placed());
        clearOrphans();
        this.life = Life.begin(settings.lives());
        this.flavour = flavour.placed() ? flavour.at(life.guarded(settings.program())) : flavour;
        this.signs = new StartSigns(flavour.sign() == Sign.PID_FILE ? life.pids() : settings.notes(), flavour.sign());
        this.berths = new Berths(settings.berths(), this::berth, this::discard);
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

    static Harbour open(OciSettings settings, CgroupTree tree) {
        ImageStore store = ImageStore.open(settings.images());
        try {
            return new Harbour(settings, Flavour.of(settings.command(), tree), tree, store);
        } catch (IOException e) {
            store.close();
            throw OciFaults.of("cannot use " + settings.state(), e);
        }
    }

    ImageStore store() {
        return store;
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

    Berths berths() {
        return berths;
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
        return life.pids().resolve(id);
    }

    ContainerFolder folder(Path path) {
        return new ContainerFolder(path, tree, settings.cgroups(), settings.notes());
    }

    private Berth berth() throws IOException {
        byte[] id = new byte[16];
        RANDOM.nextBytes(id);
        ContainerFolder folder = folder(Files.createDirectory(life.container(HexFormat.of().formatHex(id))));
        try {
            return Berth.make(folder, flavour.run(folder, pidFile(folder.id())), flavour.placed());
        } catch (IOException e) {
            remove(folder);
            throw e;
        }
    }

    /** Removes a berth that no container came to. */
    void discard(Berth berth) {
        berth.process().destroyForcibly().onExit().join();
        remove(berth.folder());
    }

    /** Removes what is left of a container. What fails is logged and stays a leftover. */
    void remove(ContainerFolder folder) {
        try {
            folder.remove();
            Files.deleteIfExists(pidFile(folder.id()));
            signs.forget(folder.id());
            alive.remove(folder.id());
        } catch (IOException e) {
            LOG.warn("container {} could not be removed; the next start of the agent tries again", folder.id(), e);
        }
    }

    /** Removes a container of an earlier life, and that life's folder with the last of them. */
    void removeLeftover(ContainerFolder folder) {
        remove(folder);
        try {
            Life.bury(settings.lives());
        } catch (IOException e) {
            LOG.warn("the folder of an earlier life stays", e);
        }
    }

    /** Berths of earlier lives belong to nobody; their containers wait for whoever knows the label. */
    private void clearOrphans() throws IOException {
        for (Path path : Life.orphans(settings.lives())) {
            ContainerFolder folder = folder(path);
            if (folder.labels().isEmpty()) {
                folder.remove();
            }
        }
        Life.bury(settings.lives());
    }

    @Override
    public void close() {
        berths.close();
        try (store) {
            signs.close();
            life.close();
        } catch (IOException e) {
            throw new RuntimeFault(Kind.INTERNAL, "cannot close " + settings.state(), e);
        }
    }
}
