package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsTest {

    @Test
    void pathsOfAnOverlayMayHoldWhatItsOptionsAreWrittenWith(@TempDir Path top) throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
        Path scene = Files.createDirectory(top.resolve("scene"));
        Mounts.tmpfs(scene, 1 << 20, 100);
        try {
            mountsAndWrites(Files.createDirectory(scene.resolve("a:b,c\\d e,upperdir=x")));
        } finally {
            Mounts.detach(scene);
        }
    }

    private static void mountsAndWrites(Path folder) throws IOException {
        Path lower = Files.createDirectory(folder.resolve("lower,1:2\\"));
        Files.writeString(lower.resolve("file"), "below");
        Path upper = Files.createDirectory(folder.resolve("upper:1,2\\,"));
        Path target = Files.createDirectory(folder.resolve("target,:"));
        Mounts.overlay(target, lower, upper, Files.createDirectory(folder.resolve("work,:")));
        try {
            assertEquals("below", Files.readString(target.resolve("file")));
            Files.writeString(target.resolve("new"), "above");
            assertEquals("above", Files.readString(upper.resolve("new")));
        } finally {
            Mounts.detach(target);
        }
    }
}
