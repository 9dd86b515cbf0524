package dev.ingot.agent.runtime.oci.store;

import java.nio.file.Path;

/**
 * An image of a Docker daemon. The daemon's own API exports it: skopeo's way to a daemon speaks an API version that newer
 * daemons refuse.
 */
record DockerImageSource(DockerImageClient docker, String reference) implements ImageSource {

    @Override
    public String id() {
        return Digest.requireValid(docker.resolveId(reference));
    }

    /** Saved by its id, so it is that image. A daemon on containerd's store calls it by another digest than its config's. */
    @Override
    public SkopeoDirectory copy(String id, Path folder, Path scratch) {
        Path archive = scratch.resolve("image.tar");
        docker.save(id, archive);
        return new SkopeoImageSource(toString(), "docker-archive:" + archive, false).copyUnchecked(folder, scratch);
    }

    @Override
    public String toString() {
        return "docker:" + reference;
    }
}
