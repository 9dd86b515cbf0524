package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.linux.Flock;
import dev.ingot.agent.linux.Flock.Mode;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.lifecycle.Rollback;
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
 * Images on this host's disk, each flattened once. Any number of processes may have the same store open: what one imports
 * or removes, the others see at their next call. Whoever opens it closes it, after its leases. Thread-safe.
 */
public final class ImageStore implements AutoCloseable {
    /** Where it lies unless the admin says otherwise. */
    public static final Path DEFAULT_ROOT = Path.of("/var/lib/ingot");
    /** For how long a job that began with an image may still ask for it, for its students, after a newer one has come. */
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

    /** Opens the store below {@code root}, making it where needed; deletes what imports and removals cut short have left. */
    public static ImageStore open(Path root) {
        Path absolute = root.toAbsolutePath().normalize();
        // Neither skopeo's names nor overlay's mount options can express these.
        if (absolute.toString().matches(".*[:,\\\\].*")) {
            throw new RuntimeFault(Kind.INVALID, "an image store cannot lie in " + absolute
                + ": its path must have no colon, comma or backslash", null);
        }
        StoreFolders folders = new StoreFolders(absolute);
        try (Rollback opened = new Rollback()) {
            ImageStore store = opened.add(new ImageStore(folders, folders.open()));
            store.deleteOrphans();
            return opened.complete(store);
        } catch (IOException e) {
            throw StoreFaults.of("opening the image store " + absolute, e);
        }
    }

    /** All images, older builds first. Costs one look at a directory's date as long as nothing has changed. */
    public List<StoredImage> images() {
        return listing.images();
    }

    public Optional<StoredImage> find(String id) {
        return images().stream().filter(image -> image.id().equals(id)).findFirst();
    }

    /** {@link #find}, or NOT_FOUND. */
    public StoredImage require(String id) {
        return find(id).orElseThrow(() -> notFound(id));
    }

    /** The right to use an image's tree; NOT_FOUND when there is no such image (any more). */
    public ImageLease lease(String id) {
        Flock lock = lock(id, Mode.SHARED).orElseThrow(() -> notFound(id));
        try {
            return new ImageLease(require(id), lock);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /** Imports the image unless it is here already. When another import of the same image is under way, waits for that one. */
    public StoredImage importFrom(ImageSource source) {
        String id = source.id();
        long began = System.nanoTime();
        while (true) {
            Optional<StoredImage> present = find(id);
            if (present.isPresent()) {
                return present.get();
            }
            Optional<Flock> lock = lock(id, Mode.EXCLUSIVE);
            if (lock.isPresent()) {
                return importLocked(lock.get(), id, source);
            }
            if (System.nanoTime() - began > CONCURRENT_IMPORT_TIMEOUT.toNanos()) {
                throw new RuntimeFault(Kind.CONFLICT, "another import of " + id + " does not come to an end", null);
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

    /** Removes an image; CONFLICT while it is used. */
    public void remove(String id) {
        try (Flock lock = lock(id, Mode.EXCLUSIVE).orElseThrow(() -> inUse(id))) {
            if (!Files.exists(folders.image(id))) {
                throw notFound(id);
            }
            Path going = folders.staging(id);
            folders.move(folders.image(id), going);
            folders.delete(going);
        } catch (IOException e) {
            throw StoreFaults.of("removing " + id, e);
        }
    }

    /**
     * Removes what has had its time: images for whose environment a newer one has been here for {@code grace}, except those
     * in use, and leftovers. Images for no environment stay.
     *
     * @return the ids of the removed images
     */
    public List<String> gc(Duration grace) {
        deleteOrphans();
        List<String> removed = new ArrayList<>();
        for (StoredImage image : superseded(Instant.now().minus(grace))) {
            try {
                remove(image.id());
                removed.add(image.id());
                LOG.info("Removed {}: a newer image for {} is here", image.id(), image.environmentName().orElseThrow());
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

    /** A folder in staging whose lock is free belongs to nobody: who worked there is gone. */
    private void deleteOrphans() {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folders.staging())) {
            left.forEach(folder -> StoreFolders.stagedId(folder).ifPresent(id -> deleteOrphan(id, folder)));
        } catch (IOException e) {
            throw StoreFaults.of("looking for leftovers", e);
        }
    }

    private void deleteOrphan(String id, Path folder) {
        Optional<Flock> lock = lock(id, Mode.EXCLUSIVE);
        if (lock.isPresent()) {
            try (Flock held = lock.get()) {
                folders.delete(folder);
                LOG.info("Removed {}, left by an import or a removal cut short", folder);
            } catch (RuntimeFault e) {
                LOG.warn("{} stays behind for now: {}", folder, e.getMessage());
            }
        }
    }

    private Optional<Flock> lock(String id, Mode mode) {
        try {
            return folders.tryLock(id, mode);
        } catch (IOException e) {
            throw StoreFaults.of("locking " + id, e);
        }
    }

    private static void pauseBeforeRetry() {
        try {
            Thread.sleep(LOCK_RETRY_INTERVAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RuntimeFault(Kind.UNAVAILABLE, "interrupted while another import was awaited", e);
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
