package dev.ingot.agent.runtime;

import dev.ingot.agent.runtime.oci.OciRuntime;
import dev.ingot.agent.runtime.oci.OciSettings;
import dev.ingot.agent.runtime.oci.store.ImageSource;
import dev.ingot.agent.runtime.oci.store.ImageStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract on an OCI command line. */
abstract class OciContract extends ContainerRuntimeContract {

    private final String command;
    @TempDir
    private static Path folder;

    OciContract(String command) {
        this.command = command;
    }

    @Override
    Bench open() throws Exception {
        OciSettings settings = OciSettings.of("oci-" + command, command)
            .in(folder.resolve("state"), folder.resolve("images"));
        OciRuntime runtime = new OciRuntime(settings);
        Bench.mustBeThere(runtime);
        Path archive = Files.write(folder.resolve("image.tar"), new BusyboxImage("ingot-test:contract").archive());
        try (ImageStore store = ImageStore.open(settings.images())) {
            String id = store.importFrom(ImageSource.parse("docker-archive:" + archive)).id();
            return Bench.of(runtime, id, true);
        }
    }

    @Override
    void shut(Bench opened) {
        opened.runtime().close();
    }
}
