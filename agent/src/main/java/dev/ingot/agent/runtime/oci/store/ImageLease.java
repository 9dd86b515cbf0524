package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.linux.Flock;

/**
 * The right to use an image's tree. No process removes the image before the lease is closed or this process ends. The caller
 * closes it after unmounting the tree.
 */
public final class ImageLease implements AutoCloseable {
    private final StoredImage image;
    private final Flock lock;

    ImageLease(StoredImage image, Flock lock) {
        this.image = image;
        this.lock = lock;
    }

    /** Returns the image. */
    public StoredImage image() {
        return image;
    }

    /** Ends the lease. Idempotent. */
    @Override
    public void close() {
        lock.close();
    }
}
