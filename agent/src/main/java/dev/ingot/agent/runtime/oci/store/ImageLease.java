package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.linux.Flock;

/**
 * The right to use an image's tree: until it is closed, no process removes the image. It ends with this process at the
 * latest. Whoever asked for it closes it, after the last mount of the tree is gone.
 */
public final class ImageLease implements AutoCloseable {
    private final StoredImage image;
    private final Flock lock;

    ImageLease(StoredImage image, Flock lock) {
        this.image = image;
        this.lock = lock;
    }

    public StoredImage image() {
        return image;
    }

    /** Idempotent. */
    @Override
    public void close() {
        lock.close();
    }
}
