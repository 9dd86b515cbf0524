package dev.ingot.agent.runtime.oci.store;

import java.nio.file.Path;

/**
 * An image of a Docker daemon. The daemon's own API exports it: skopeo's way to a daemon speaks an API version that newer
 * daemons refuse.
 */
record DockerImage(DockerImages daemon, String reference) implements ImageSource {

    @Override
    public String id() {
        return Digest.checked(daemon.id(reference));
    }

    /** Saved by its id, so it is that image. A daemon on containerd's store calls it by another digest than its config's. */
    @Override
    public DirCopy copy(String id, Path folder, Path scratch) {
        Path archive = scratch.resolve("image.tar");
        daemon.save(id, archive);
        return new SkopeoImage(toString(), "docker-archive:" + archive, false).copyWhatIsThere(folder, scratch);
    }

    @Override
    public String toString() {
        return "docker:" + reference;
    }
}
