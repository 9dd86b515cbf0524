package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.nio.file.Path;

/** Where an image comes from. Its {@code toString} is how an admin writes it. */
public sealed interface ImageSource permits DockerImage, SkopeoImage {

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
    DirCopy copy(String id, Path folder, Path scratch);

    /** Reads one of the {@link #FORMS}. */
    static ImageSource parse(String text) {
        int colon = text.indexOf(':');
        String transport = text.substring(0, Math.max(colon, 0));
        String rest = text.substring(colon + 1);
        if (rest.isBlank()) {
            throw unknown(text);
        }
        return switch (transport) {
            case "docker" -> rest.startsWith("//") ? new SkopeoImage(text, text, true)
                : new DockerImage(DockerImages.ofEnvironment(), rest);
            case "podman" -> new SkopeoImage(text, "containers-storage:" + rest, false);
            case "oci", "oci-archive", "docker-archive" -> new SkopeoImage(text, text, false);
            default -> throw unknown(text);
        };
    }

    private static RuntimeFault unknown(String text) {
        return new RuntimeFault(Kind.INVALID, "\"" + text + "\" does not say where an image is. Write " + FORMS, null);
    }
}
