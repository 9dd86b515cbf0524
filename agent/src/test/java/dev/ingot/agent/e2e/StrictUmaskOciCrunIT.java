package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.runtime.BusyboxImage;
import dev.ingot.agent.runtime.RequiresRuntime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On crun without a manager, with cold containers, with warm containers, and with mapped users. */
@RequiresRuntime("oci:crun")
class StrictUmaskOciCrunIT extends StrictUmask {

    StrictUmaskOciCrunIT() {
        super("{manager: oci, oci-runtime: crun}", "{manager: oci, oci-runtime: crun, warm: 2}",
            "{manager: oci, oci-runtime: crun, userns: auto}");
    }

    /** The archive has no entry for the root folder, so that the unpacking program uses the mode of the umask. */
    @Test
    void anImportedImageIsWorldReadableInsideAPrivateStore(@TempDir Path folder) throws Exception {
        Path archive = Files.write(folder.resolve("image.tar"), new BusyboxImage("ingot-test:umask").archive());
        Path store = folder.resolve("store");
        Process process = AgentUnderTest.commandUnderUmask("077", "image", "import", "docker-archive:" + archive,
            "--store", store.toString()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        try (Stream<Path> images = Files.list(store.resolve("images"))) {
            assertEquals("rwxr-xr-x", readMode(images.findFirst().orElseThrow().resolve("tree")));
        }
        assertEquals("rwx------", readMode(store));
    }
}
