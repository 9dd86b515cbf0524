package dev.ingot.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.oci.store.ImageSource;
import dev.ingot.agent.runtime.oci.store.RequiresImageTools;
import dev.ingot.agent.runtime.oci.store.TestImage;
import dev.ingot.agent.runtime.oci.store.TestLayer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@RequiresImageTools
class ImageCommandTest {
    @TempDir
    private Path folder;
    private ImageSource image;
    private StringWriter out;
    private StringWriter err;

    @BeforeEach
    void build() throws IOException {
        image = new TestImage().environment("python").created("2026-03-01T10:00:00.5Z")
            .layer(new TestLayer().file("file", "1")).at(folder.resolve("layout"));
    }

    @Test
    void importsListsAndRemovesAnImage() {
        assertEquals(0, run("import", image.toString()));
        assertEquals(image.id() + "\n", out.toString());

        assertEquals(0, run("list"));
        List<String> lines = out.toString().lines().toList();
        assertEquals(2, lines.size());
        assertEquals(List.of(image.id().substring(0, 19), "python", "2026-03-01T10:00:00Z", image.toString()),
            List.of(lines.get(1).split(" +")));

        assertEquals(0, run("list", "--json"));
        assertTrue(out.toString().startsWith("{\"id\":\"" + image.id() + "\""), out.toString());

        assertEquals(0, run("remove", image.id().substring(7, 19)));
        assertEquals(0, run("list", "--json"));
        assertEquals("", out.toString());
    }

    @Test
    void explainsUsageErrors() {
        assertEquals(2, run("import", "ubuntu"));
        assertTrue(err.toString().contains("docker:REFERENCE"), err.toString());
        assertEquals(1, run("remove", "0123"));
        assertEquals("no image 0123 in the store\n", err.toString());
        assertEquals(1, run("import", "oci:" + folder.resolve("nothing")));
        assertEquals(0, run("gc"));
        assertEquals(2, run("import"));
    }

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--store", folder.resolve("store").toString()));
        return new CommandLine(new ImageCommand()).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    }
}
