package dev.ingot.agent.runtime;

import dev.ingot.agent.runtime.oci.OciRuntime;
import dev.ingot.agent.runtime.oci.OciSettings;
import dev.ingot.agent.runtime.oci.store.ImageSource;
import dev.ingot.agent.runtime.oci.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Opens OCI runtimes with the test image in a separate image store. */
public final class OciFixture {

    private OciFixture() { }

    /** Returns settings for an OCI command, with all files below {@code folder}. */
    public static OciSettings settings(String command, Path folder) {
        return OciSettings.of("oci-" + command, command).withFolders(folder.resolve("state"), folder.resolve("images"))
            .withKernel(!command.equals("runsc"), command.equals("runsc") ? 64L << 20 : 0);
    }

    /** Opens a runtime and imports the image, unless it is already imported. */
    static ContractFixture open(OciSettings settings, Path folder) throws IOException {
        // Like /run, the default location of the state.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        OciRuntime runtime = new OciRuntime(settings);
        ContractFixture.requireUsable(runtime);
        Path archive = Files.write(folder.resolve("image.tar"), new BusyboxImage("ingot-test:oci").archive());
        try (ImageStore store = ImageStore.open(settings.images())) {
            return ContractFixture.of(runtime, store.importFrom(ImageSource.parse("docker-archive:" + archive)).id(), true);
        }
    }
}
