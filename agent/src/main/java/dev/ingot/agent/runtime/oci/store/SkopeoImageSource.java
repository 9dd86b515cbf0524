package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An image that skopeo reads from a registry, Podman's storage, a layout or an archive.
 *
 * @param text   the text that the admin wrote
 * @param name   skopeo's name of the image
 * @param remote whether the host's signature policy applies; it does not apply to images on the host
 */
record SkopeoImageSource(String text, String name, boolean remote) implements ImageSource {
    private static final Duration INSPECT_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration COPY_TIMEOUT = Duration.ofMinutes(60);

    @Override
    public String id() {
        return Digest.of(runSkopeo(INSPECT_TIMEOUT, "inspect", "--raw", "--config", name));
    }

    @Override
    public SkopeoDirectory copy(String id, Path folder, Path scratch) {
        SkopeoDirectory copy = copyUnchecked(folder, scratch);
        if (!copy.configDigest().equals(id)) {
            throw new RuntimeFault(Kind.CONFLICT, text + " changed from " + id + " to " + copy.configDigest()
                + " meanwhile: import it again", null);
        }
        return copy;
    }

    /** Copies the image without comparing its id. */
    SkopeoDirectory copyUnchecked(Path folder, Path scratch) {
        runSkopeo(COPY_TIMEOUT, "--tmpdir", scratch.toString(), "copy", "--quiet", "--dest-decompress", name, "dir:" + folder);
        return new SkopeoDirectory(folder);
    }

    private byte[] runSkopeo(Duration timeout, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!remote) {
            all.addFirst("--insecure-policy");
        }
        return ImageTool.SKOPEO.run(timeout, all.toArray(String[]::new));
    }

    @Override
    public String toString() {
        return text;
    }
}
