package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.nio.file.Path;

/** Where an image comes from. Its {@code toString} is how an admin writes it. */
public sealed interface ImageSource permits DockerImageSource, SkopeoImageSource {

    /** What {@link #parse} takes, for usage texts. */
    String FORMS = "docker:REFERENCE-OR-ID (Docker daemon), podman:REFERENCE-OR-ID, oci:FOLDER[:TAG], "
        + "oci-archive:FILE[:TAG], docker-archive:FILE[:REFERENCE], docker://REFERENCE (registry)";

    /** The id of the image that is there now. Quick: nothing is copied. */
    String id();

    /**
     * Copies the image with that id, in the form of skopeo's {@code dir:}, its layers uncompressed.
     *
     * @param folder  does not exist yet
     * @param scratch a folder for temporary files; the caller deletes it
     * @throws RuntimeFault CONFLICT when another image is there by now
     */
    SkopeoDirectory copy(String id, Path folder, Path scratch);

    /** Reads one of the {@link #FORMS}. */
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
        return new RuntimeFault(Kind.INVALID, "\"" + text + "\" does not say where an image is. Write " + FORMS, null);
    }
}
