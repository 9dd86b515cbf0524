package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.linux.Flock;
import dev.ingot.agent.linux.Flock.Mode;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.lifecycle.ResourceStack;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images on this host's disk, each flattened once. Several processes may open the same store: each sees the imports and
 * removals of the others at its next call. The caller closes the store after its leases. Thread-safe.
 */
public final class ImageStore implements AutoCloseable {
    /** The default folder. */
    public static final Path DEFAULT_ROOT = Path.of("/var/lib/ingot");
    /** How long a running job may still use an image for its students after a newer one was imported. */
    public static final Duration GC_GRACE = Duration.ofHours(1);

    static final String IMAGE_FILE = "image.json";

    private static final Logger LOG = LoggerFactory.getLogger(ImageStore.class);
    private static final Duration CONCURRENT_IMPORT_TIMEOUT = Duration.ofMinutes(60);
    private static final Duration LOCK_RETRY_INTERVAL = Duration.ofMillis(100);

    private final StoreFolders folders;
    private final Flock layoutLock;
    private final ImageListing listing;

    private ImageStore(StoreFolders folders, Flock layoutLock) {
        this.folders = folders;
        this.layoutLock = layoutLock;
        this.listing = new ImageListing(folders.images());
    }

    /**
     * Opens the store, creates missing folders, and deletes what interrupted imports and removals have left.
     *
     * @throws RuntimeFault INVALID when the path has unsupported characters or is not a store of this version
     */
    public static ImageStore open(Path root) {
        Path absolute = root.toAbsolutePath().normalize();
        // Skopeo's names and overlay's mount options cannot contain these characters.
        if (absolute.toString().matches(".*[:,\\\\].*")) {
            throw new RuntimeFault(Kind.INVALID, "cannot open an image store in " + absolute
                + ": its path must not contain a colon, comma or backslash", null);
        }
        StoreFolders folders = new StoreFolders(absolute);
        try (ResourceStack opened = new ResourceStack()) {
            ImageStore store = opened.add(new ImageStore(folders, folders.open()));
            store.deleteOrphans();
            return opened.release(store);
        } catch (IOException e) {
            throw StoreFaults.of("cannot open the image store " + absolute, e);
        }
    }

    /** Returns all images, older builds first. Reads only the folder's modification time unless something has changed. */
    public List<StoredImage> images() {
        return listing.images();
    }

    /** Returns the image with an id; empty when there is none. */
    public Optional<StoredImage> find(String id) {
        return images().stream().filter(image -> image.id().equals(id)).findFirst();
    }

    /**
     * Returns the image with an id.
     *
     * @throws RuntimeFault NOT_FOUND when there is none
     */
    public StoredImage require(String id) {
        return find(id).orElseThrow(() -> notFound(id));
    }

    /**
     * Returns the right to use an image's tree.
     *
     * @throws RuntimeFault NOT_FOUND when there is no such image
     */
    public ImageLease lease(String id) {
        Flock lock = lock(id, Mode.SHARED).orElseThrow(() -> notFound(id));
        try {
            return new ImageLease(require(id), lock);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Imports an image unless the store has it. Waits while another import of the same image is running.
     *
     * @throws RuntimeFault CONFLICT when that import takes more than 60 minutes
     */
    public StoredImage importFrom(ImageSource source) {
        String id = source.id();
        long start = System.nanoTime();
        while (true) {
            Optional<StoredImage> present = find(id);
            if (present.isPresent()) {
                return present.get();
            }
            Optional<Flock> lock = lock(id, Mode.EXCLUSIVE);
            if (lock.isPresent()) {
                return importLocked(lock.get(), id, source);
            }
            if (System.nanoTime() - start > CONCURRENT_IMPORT_TIMEOUT.toNanos()) {
                throw new RuntimeFault(Kind.CONFLICT, "another process has been importing " + id + " for more than "
                    + CONCURRENT_IMPORT_TIMEOUT.toMinutes() + " min", null);
            }
            pauseBeforeRetry();
        }
    }

    private StoredImage importLocked(Flock lock, String id, ImageSource source) {
        try (lock) {
            if (find(id).isEmpty()) {
                new ImageImport(folders, id, source).run();
                LOG.info("Imported {} as {}", source, id);
            }
            return require(id);
        }
    }

    /**
     * Removes an image.
     *
     * @throws RuntimeFault CONFLICT while it is in use; NOT_FOUND when there is no such image
     */
    public void remove(String id) {
        try (Flock lock = lock(id, Mode.EXCLUSIVE).orElseThrow(() -> inUse(id))) {
            if (!Files.exists(folders.image(id))) {
                throw notFound(id);
            }
            Path staged = folders.staging(id);
            folders.move(folders.image(id), staged);
            folders.delete(staged);
        } catch (IOException e) {
            throw StoreFaults.of("cannot remove " + id, e);
        }
    }

    /**
     * Removes superseded images that are not in use, and orphans in staging. An image is superseded when a newer one for its
     * environment has been in the store for {@code grace}. Images without environment stay.
     */
    public List<String> gc(Duration grace) {
        deleteOrphans();
        List<String> removed = new ArrayList<>();
        for (StoredImage image : superseded(Instant.now().minus(grace))) {
            try {
                remove(image.id());
                removed.add(image.id());
                LOG.info("Removed image {}: environment {} has a newer image", image.id(), image.environmentName().orElseThrow());
            } catch (RuntimeFault e) {
                if (e.kind() != Kind.CONFLICT && e.kind() != Kind.NOT_FOUND) {
                    throw e;
                }
                LOG.debug("Not removed: {}", e.getMessage());
            }
        }
        return removed;
    }

    private List<StoredImage> superseded(Instant since) {
        Map<String, List<StoredImage>> byName = images().stream().filter(image -> image.environmentName().isPresent())
            .collect(Collectors.groupingBy(image -> image.environmentName().orElseThrow(), TreeMap::new, Collectors.toList()));
        return byName.values().stream()
            .filter(images -> !images.getLast().imported().isAfter(since))
            .flatMap(images -> images.subList(0, images.size() - 1).stream())
            .toList();
    }

    /** Deletes the folders in staging whose image is not locked: their process has ended. */
    private void deleteOrphans() {
        try (DirectoryStream<Path> staged = Files.newDirectoryStream(folders.staging())) {
            staged.forEach(folder -> StoreFolders.stagedId(folder).ifPresent(id -> deleteOrphan(id, folder)));
        } catch (IOException e) {
            throw StoreFaults.of("cannot list orphans", e);
        }
    }

    private void deleteOrphan(String id, Path folder) {
        Optional<Flock> lock = lock(id, Mode.EXCLUSIVE);
        if (lock.isPresent()) {
            try (Flock held = lock.get()) {
                folders.delete(folder);
                LOG.info("Removed {}: an interrupted import or removal left it", folder);
            } catch (RuntimeFault e) {
                LOG.warn("Cannot remove {}: {}; the next gc tries again", folder, e.getMessage());
            }
        }
    }

    private Optional<Flock> lock(String id, Mode mode) {
        try {
            return folders.tryLock(id, mode);
        } catch (IOException e) {
            throw StoreFaults.of("cannot lock " + id, e);
        }
    }

    private static void pauseBeforeRetry() {
        try {
            Thread.sleep(LOCK_RETRY_INTERVAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RuntimeFault(Kind.UNAVAILABLE, "interrupted while waiting for another import", e);
        }
    }

    private static RuntimeFault notFound(String id) {
        return new RuntimeFault(Kind.NOT_FOUND, "no image " + id + " in the store", null);
    }

    private static RuntimeFault inUse(String id) {
        return new RuntimeFault(Kind.CONFLICT, "image " + id + " is in use", null);
    }

    @Override
    public void close() {
        layoutLock.close();
    }
}
