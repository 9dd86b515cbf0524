package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.nio.file.Path;

/** A place to import an image from. Its {@code toString} is the text that an admin writes. */
public sealed interface ImageSource permits DockerImageSource, SkopeoImageSource {

    /** The forms that {@link #parse} accepts, for usage texts. */
    String FORMS = "docker:REFERENCE-OR-ID (Docker daemon), podman:REFERENCE-OR-ID, oci:FOLDER[:TAG], "
        + "oci-archive:FILE[:TAG], docker-archive:FILE[:REFERENCE], docker://REFERENCE (registry)";

    /** Returns the id of the image that is there now, without copying it. */
    String id();

    /**
     * Copies an image in the format of skopeo's {@code dir:}, with uncompressed layers.
     *
     * @param id      the expected id
     * @param folder  the target, which must not exist
     * @param scratch a folder for temporary files; the caller deletes it
     * @throws RuntimeFault CONFLICT when the source has another image by now
     */
    SkopeoDirectory copy(String id, Path folder, Path scratch);

    /**
     * Parses one of the {@link #FORMS}.
     *
     * @throws RuntimeFault INVALID when the text has another form
     */
    static ImageSource parse(String text) {
        int colon = text.indexOf(':');
        String transport = text.substring(0, Math.max(colon, 0));
        String rest = text.substring(colon + 1);
        if (rest.isBlank()) {
            throw unknownForm(text);
        }
        return switch (transport) {
            case "docker" -> rest.startsWith("//") ? new SkopeoImageSource(text, text, true)
                : new DockerImageSource(DockerImageClient.ofEnvironment(), rest);
            case "podman" -> new SkopeoImageSource(text, "containers-storage:" + rest, false);
            case "oci", "oci-archive", "docker-archive" -> new SkopeoImageSource(text, text, false);
            default -> throw unknownForm(text);
        };
    }

    private static RuntimeFault unknownForm(String text) {
        return new RuntimeFault(Kind.INVALID, "\"" + text + "\" is not an image source. Use " + FORMS, null);
    }
}
