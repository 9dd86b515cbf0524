package dev.ingot.agent.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Creates a small image for tests in the format of {@code docker save}: a static busybox and its commands only. */
public record BusyboxImage(String tag) {

    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final List<String> COMMANDS = List.of("sh", "cat", "dd", "echo", "env", "head", "id", "ip", "kill", "ls",
        "mkdir", "mknod", "mount", "nc", "printf", "seq", "sleep", "tail", "touch", "tr", "true", "unshare", "wc", "yes");
    private static final String CREATED = "2020-09-13T12:26:40Z";

    public BusyboxImage {
        if (!Files.exists(BUSYBOX)) {
            throw new IllegalStateException("the tests need " + BUSYBOX + ": apt-get install busybox-static");
        }
    }

    /** Creates the image of an environment whose grader is a line of shell. */
    public static byte[] grading(String environment, String program) {
        return archive("ingot-test:" + environment, List.of("/bin/sh", "-c", program),
            Map.of(Labels.ENVIRONMENT_NAME, environment, "org.inginious.grading.agent_version", "4"));
    }

    /** Returns the archive that Docker loads and an image store imports. */
    public byte[] archive() {
        return archive(tag, List.of("/bin/sh"), Map.of(Labels.ENVIRONMENT_NAME, tag, "dev.ingot.test.label", "a value"));
    }

    private static byte[] archive(String tag, List<String> command, Map<String, String> labels) {
        byte[] layer = layer();
        byte[] config = json(Map.of(
            "architecture", "amd64",
            "os", "linux",
            "created", CREATED,
            "config", Map.of(
                "Cmd", command,
                "Env", List.of("PATH=/bin"),
                "WorkingDir", "/",
                "Labels", labels),
            "history", List.of(Map.of("created", CREATED, "created_by", "test")),
            "rootfs", Map.of("type", "layers", "diff_ids", List.of("sha256:" + sha256(layer)))));
        byte[] manifest = json(List.of(Map.of(
            "Config", "config.json", "RepoTags", List.of(tag), "Layers", List.of("layer.tar"))));
        return tar(out -> {
            file(out, "config.json", 0644, config);
            file(out, "layer.tar", 0644, layer);
            file(out, "manifest.json", 0644, manifest);
        });
    }

    private static byte[] layer() {
        return tar(out -> {
            for (String directory : List.of("bin/", "tmp/", "dev/", "proc/", "sys/", "etc/")) {
                out.putArchiveEntry(new TarArchiveEntry(directory));
                out.closeArchiveEntry();
            }
            file(out, "bin/busybox", 0755, Files.readAllBytes(BUSYBOX));
            for (String command : COMMANDS) {
                TarArchiveEntry link = new TarArchiveEntry("bin/" + command, TarArchiveEntry.LF_SYMLINK);
                link.setLinkName("busybox");
                out.putArchiveEntry(link);
                out.closeArchiveEntry();
            }
        });
    }

    /** Fills an archive. */
    private interface Filling {
        void fill(TarArchiveOutputStream out) throws IOException;
    }

    private static byte[] tar(Filling filling) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
            filling.fill(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void file(TarArchiveOutputStream out, String name, int mode, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(content.length);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }

    private static byte[] json(Object value) {
        try {
            return new ObjectMapper().writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
