package dev.ingot.agent.runtime.oci.store;

import java.nio.file.Path;

/**
 * An image of a Docker daemon, exported by the daemon's API: skopeo's own transport uses an API version that newer daemons
 * reject.
 *
 * @param reference name or id
 */
record DockerImageSource(DockerImageClient docker, String reference) implements ImageSource {

    @Override
    public String id() {
        return Digest.requireValid(docker.resolveId(reference));
    }

    /**
     * Copies without checking the id: the image is saved by its id, and a daemon with containerd's image store uses another
     * digest than that of the configuration.
     */
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
