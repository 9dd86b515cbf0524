package dev.ingot.backend.cases;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The names of the files in a gzipped tar archive, as far as the archives of grading containers go. */
final class TarListing {
    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int TYPE_OFFSET = 156;

    private TarListing() { }

    /** Regular files, sorted, without a leading {@code ./}. */
    static List<String> of(byte[] archive) throws IOException {
        List<String> names = new ArrayList<>();
        try (InputStream tar = new GZIPInputStream(new ByteArrayInputStream(archive))) {
            for (byte[] header = readBlock(tar); header[0] != 0; header = readBlock(tar)) {
                char type = (char) header[TYPE_OFFSET];
                if (type == '0' || type == 0) {
                    names.add(readText(header, 0, NAME_LENGTH).replaceFirst("^\\./", ""));
                }
                long size = Long.parseLong(readText(header, SIZE_OFFSET, SIZE_LENGTH).strip(), 8);
                tar.skipNBytes(Math.ceilDiv(size, BLOCK) * BLOCK);
            }
        } catch (NumberFormatException e) {
            throw new IOException("no tar archive", e);
        }
        return names.stream().sorted().toList();
    }

    private static byte[] readBlock(InputStream tar) throws IOException {
        byte[] block = tar.readNBytes(BLOCK);
        if (block.length < BLOCK) {
            throw new EOFException("the archive ends in the middle");
        }
        return block;
    }

    private static String readText(byte[] header, int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.UTF_8);
    }
}
