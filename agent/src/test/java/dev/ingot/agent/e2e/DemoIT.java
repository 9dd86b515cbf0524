package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.BusyboxImage;
import dev.ingot.agent.runtime.RequiresRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./ingot demo} as a person runs it, on a host that has other grading images. */
@RequiresRuntime("oci:crun")
class DemoIT {
    private record ProcessResult(int status, String output) { }

    @TempDir
    private Path folder;

    @Test
    void gradesWithItsOwnImageAloneAndRemovesItAgain() throws Exception {
        Path store = createStoreWith("ingot-demo");
        ProcessResult demo = runIngot("demo", "--yes", "--runtime", "oci:crun", "--store", store.toString());
        assertEquals(0, demo.status(), demo.output());
        List<String> images = listImages(store);
        assertEquals(1, images.size(), images::toString);
        assertTrue(images.getFirst().contains("\"org.inginious.grading.agent_version\":\"4\""), images::toString);
        assertTrue(images.getFirst().contains("\"org.inginious.grading.advertise\":\"false\""), images::toString);
        ProcessResult clean = runIngot("demo", "--clean", "--store", store.toString());
        assertEquals(0, clean.status(), clean.output());
        assertFalse(Files.exists(store), clean.output());
    }

    @Test
    void leavesAStoreWithOtherImagesAlone() throws Exception {
        Path store = createStoreWith("default");
        List<String> before = listImages(store);
        for (String how : List.of("--yes", "--clean")) {
            ProcessResult demo = runIngot("demo", how, "--runtime", "oci:crun", "--store", store.toString());
            assertEquals(1, demo.status(), demo.output());
            assertTrue(demo.output().contains(store + " holds images that are not the demo's"), demo.output());
        }
        assertEquals(before, listImages(store));
    }

    /** Creates a store with an image that is older than any of the demo's, and is no grading image. */
    private Path createStoreWith(String environment) throws Exception {
        Path archive = Files.write(folder.resolve(environment + ".tar"), new BusyboxImage(environment).archive());
        Path store = folder.resolve("store");
        ProcessResult imported = runIngot("image", "import", "docker-archive:" + archive, "--store", store.toString());
        assertEquals(0, imported.status(), imported.output());
        return store;
    }

    private List<String> listImages(Path store) throws Exception {
        ProcessResult listed = runIngot("image", "list", "--json", "--store", store.toString());
        assertEquals(0, listed.status(), listed.output());
        return listed.output().lines().filter(line -> line.startsWith("{")).toList();
    }

    private static ProcessResult runIngot(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("ingot.root"), "ingot").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("INGOT_JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ProcessResult(process.waitFor(), said);
    }
}
