package dev.ingot.agent.runtime.oci.root;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes a container's own files into its layer. */
class EtcFilesTest {

    @TempDir
    private Path folder;

    @Test
    void writesHostnameAndHostsWithoutNetwork() throws Exception {
        Path layer = written(Optional.empty());
        assertEquals("box\n", Files.readString(layer.resolve("etc/hostname")));
        assertTrue(Files.readString(layer.resolve("etc/hosts")).startsWith("127.0.0.1\tlocalhost\n"));
        assertEquals("", Files.readString(layer.resolve("etc/resolv.conf")));
    }

    @Test
    void writesTheGatewayAndNoLoopbackResolverWithNetwork() throws Exception {
        Path layer = written(Optional.of("10.1.0.1"));
        assertTrue(Files.readString(layer.resolve("etc/hosts"))
            .endsWith("\n127.0.1.1\tbox\n10.1.0.1\thost.docker.internal\n"));
        assertFalse(Files.readString(layer.resolve("etc/resolv.conf")).contains("nameserver 127."));
    }

    @Test
    void linksMtabUnlessTheImageHasOne() throws Exception {
        assertEquals(Path.of("/proc/mounts"), Files.readSymbolicLink(written(Optional.empty()).resolve("etc/mtab")));
        Path own = Files.createDirectories(folder.resolve("other/etc")).resolve("mtab");
        Files.createSymbolicLink(own, Path.of("../proc/self/mounts"));
        Path layer = Files.createDirectories(folder.resolve("another"));
        new EtcFiles("box", Optional.empty()).write(folder.resolve("other"), layer);
        assertFalse(Files.exists(layer.resolve("etc/mtab"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void foldersKeepTheImagesMode() throws Exception {
        Path etc = Files.createDirectories(folder.resolve("tree/etc"));
        Files.setPosixFilePermissions(etc, PosixFilePermissions.fromString("rwxr-x---"));
        Path layer = written(Optional.empty());
        assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(layer.resolve("etc"))));
    }

    @Test
    void anImageWithoutTmpGetsOneForEverybody() throws Exception {
        Path layer = written(Optional.empty());
        assertEquals(01777, (int) Files.getAttribute(layer.resolve("tmp"), "unix:mode") & 07777);
    }

    private Path written(Optional<String> gateway) throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Path layer = Files.createDirectories(folder.resolve("upper"));
        new EtcFiles("box", gateway).write(tree, layer);
        return layer;
    }
}
