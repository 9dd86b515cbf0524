package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.runtime.RuntimeFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * One import, run by the holder of the image's exclusive lock. The image is copied, flattened and synced to disk in staging,
 * then moved to its final folder. When it fails, nothing remains.
 */
record ImageImport(StoreFolders folders, String id, ImageSource source) {
    private static final Duration UNPACK_TIMEOUT = Duration.ofMinutes(60);
    private static final Duration SYNC_TIMEOUT = Duration.ofMinutes(10);

    /**
     * Imports the image.
     *
     * @throws RuntimeFault when it cannot be copied or unpacked
     */
    void run() {
        Path staging = folders.staging(id);
        try {
            Files.createDirectory(staging);
            build(staging);
            folders.move(staging, folders.image(id));
        } catch (IOException e) {
            throw discardStaging(staging, StoreFaults.of("cannot import " + source, e));
        } catch (RuntimeFault e) {
            throw discardStaging(staging, new RuntimeFault(e.kind(), "cannot import " + source + ": " + e.getMessage(), e));
        }
    }

    private void build(Path staging) throws IOException {
        Path work = Files.createDirectory(staging.resolve("work"));
        Path scratch = Files.createDirectory(work.resolve("scratch"));
        SkopeoDirectory copy = source.copy(id, work.resolve("copy"), scratch);
        folders.delete(scratch);
        ImageConfig config = copy.config();
        Path tree = staging.resolve("tree");
        flatten(copy, work.resolve("layout"), tree);
        folders.delete(work);
        StoredImage image = config.toStoredImage(id, tree, source.toString(), Instant.now());
        Files.writeString(staging.resolve(ImageStore.IMAGE_FILE), StoredImageJson.write(image));
        ImageTool.SYNC.run(SYNC_TIMEOUT, "--file-system", staging.toString());
    }

    private static void flatten(SkopeoDirectory copy, Path layout, Path tree) {
        copy.moveToOciLayout(layout);
        ImageTool.UMOCI.run(UNPACK_TIMEOUT, "raw", "unpack", "--image", layout + ":" + SkopeoDirectory.TAG, tree.toString());
        // Device files in an image are not needed, as the runtime creates a container's devices, and could be abused.
        ImageTool.FIND.run(UNPACK_TIMEOUT, tree.toString(), "-xdev", "-type", "b,c", "-delete");
    }

    private RuntimeFault discardStaging(Path staging, RuntimeFault fault) {
        try {
            folders.delete(staging);
        } catch (RuntimeFault e) {
            // Opening the store the next time tries again.
            fault.addSuppressed(e);
        }
        return fault;
    }
}
