package dev.ingot.agent.runtime.oci.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Builds a layer's archive entry by entry, including hostile ones: names are written unchanged. */
public final class TestLayer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

    public TestLayer() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    public TestLayer file(String name, String content) {
        return file(name, content, 0644, 0, Map.of());
    }

    public TestLayer file(String name, String content, int mode, int owner, Map<String, String> attributes) {
        byte[] data = content.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setMode(mode);
        entry.setSize(data.length);
        entry.setUserId(owner);
        entry.setGroupId(owner);
        attributes.forEach((key, value) -> entry.addPaxHeader("SCHILY.xattr." + key, value));
        return add(entry, data);
    }

    public TestLayer folder(String name) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_DIR, true);
        entry.setMode(0755);
        return add(entry, new byte[0]);
    }

    /** Adds a symbolic link. */
    public TestLayer link(String name, String target) {
        return linked(name, target, TarConstants.LF_SYMLINK);
    }

    public TestLayer hardLink(String name, String target) {
        return linked(name, target, TarConstants.LF_LINK);
    }

    public TestLayer pipe(String name) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_FIFO, true);
        entry.setMode(0622);
        return add(entry, new byte[0]);
    }

    /** Adds the character device 1:3, /dev/null. */
    public TestLayer device(String name) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_CHR, true);
        entry.setMode(0666);
        entry.setDevMajor(1);
        entry.setDevMinor(3);
        return add(entry, new byte[0]);
    }

    private TestLayer linked(String name, String target, byte type) {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        return add(entry, new byte[0]);
    }

    private TestLayer add(TarArchiveEntry entry, byte[] data) {
        try {
            tar.putArchiveEntry(entry);
            tar.write(data);
            tar.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] archive() {
        try {
            tar.close();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
