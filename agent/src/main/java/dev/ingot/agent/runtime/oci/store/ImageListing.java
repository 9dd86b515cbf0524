package dev.ingot.agent.runtime.oci.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists the images in a folder, and reads them again only when the folder's modification time has changed. */
final class ImageListing {
    private static final Logger LOG = LoggerFactory.getLogger(ImageListing.class);
    /**
     * File systems take modification times from a clock with ticks of some milliseconds: a more recent time may stand for two
     * changes.
     */
    private static final Duration TIMESTAMP_GRANULARITY = Duration.ofMillis(50);

    private final Path folder;
    private volatile Reading last = new Reading(FileTime.fromMillis(0), false, List.of());

    ImageListing(Path folder) {
        this.folder = folder;
    }

    /** Returns the images, oldest first. */
    List<StoredImage> images() {
        try {
            Reading known = last;
            FileTime date = Files.getLastModifiedTime(folder);
            if (known.settled() && known.date().equals(date)) {
                return known.images();
            }
            boolean settled = date.toInstant().plus(TIMESTAMP_GRANULARITY).isBefore(Instant.now());
            Reading fresh = new Reading(date, settled, read());
            last = fresh;
            return fresh.images();
        } catch (IOException e) {
            throw StoreFaults.of("cannot list images", e);
        }
    }

    private List<StoredImage> read() throws IOException {
        List<StoredImage> images = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                try {
                    images.add(StoredImageJson.read(entry.resolve(ImageStore.IMAGE_FILE), entry.resolve("tree")));
                } catch (NoSuchFileException e) {
                    LOG.debug("{} was removed meanwhile", entry);
                } catch (IOException e) {
                    LOG.warn("Ignoring damaged image {}: {}. Remedy: ingot image remove it and import it again",
                        entry.getFileName(), e.getMessage());
                }
            }
        }
        images.sort(StoredImage.BY_AGE);
        return List.copyOf(images);
    }

    private record Reading(FileTime date, boolean settled, List<StoredImage> images) { }
}
