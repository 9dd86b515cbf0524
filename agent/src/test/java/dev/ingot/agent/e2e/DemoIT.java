package dev.ingot.agent.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.BusyboxImage;
import dev.ingot.agent.runtime.NamedRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./ingot demo} as a person runs it, on a host that has other grading images. */
@NamedRuntime("oci:crun")
class DemoIT {
    private record Ended(int status, String said) { }

    @TempDir
    private Path folder;

    @Test
    void gradesWithItsOwnImageAloneAndRemovesItAgain() throws Exception {
        Path store = storeWith("ingot-demo");
        Ended demo = ingot("demo", "--yes", "--runtime", "oci:crun", "--store", store.toString());
        assertEquals(0, demo.status(), demo.said());
        List<String> images = images(store);
        assertEquals(1, images.size(), images::toString);
        assertTrue(images.getFirst().contains("\"org.inginious.grading.agent_version\":\"4\""), images::toString);
        assertTrue(images.getFirst().contains("\"org.inginious.grading.advertise\":\"false\""), images::toString);
        Ended clean = ingot("demo", "--clean", "--store", store.toString());
        assertEquals(0, clean.status(), clean.said());
        assertFalse(Files.exists(store), clean.said());
    }

    @Test
    void leavesAStoreWithOtherImagesAlone() throws Exception {
        Path store = storeWith("default");
        List<String> before = images(store);
        for (String how : List.of("--yes", "--clean")) {
            Ended demo = ingot("demo", how, "--runtime", "oci:crun", "--store", store.toString());
            assertEquals(1, demo.status(), demo.said());
            assertTrue(demo.said().contains(store + " holds images that are not the demo's"), demo.said());
        }
        assertEquals(before, images(store));
    }

    /** A store with an image that is older than any of the demo's, and no grader. */
    private Path storeWith(String environment) throws Exception {
        Path archive = Files.write(folder.resolve(environment + ".tar"), new BusyboxImage(environment).archive());
        Path store = folder.resolve("store");
        Ended imported = ingot("image", "import", "docker-archive:" + archive, "--store", store.toString());
        assertEquals(0, imported.status(), imported.said());
        return store;
    }

    private List<String> images(Path store) throws Exception {
        Ended listed = ingot("image", "list", "--json", "--store", store.toString());
        assertEquals(0, listed.status(), listed.said());
        return listed.said().lines().filter(line -> line.startsWith("{")).toList();
    }

    private static Ended ingot(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("ingot.root"), "ingot").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("INGOT_JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }
}
