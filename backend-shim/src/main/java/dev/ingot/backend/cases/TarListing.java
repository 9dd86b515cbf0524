package dev.ingot.backend.cases;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Lists the files of a gzipped tar archive; it supports only the features that archives of grading containers use. */
final class TarListing {
    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int TYPE_OFFSET = 156;

    private TarListing() { }

    /** Returns the names of the regular files, sorted, without a leading {@code ./}. */
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
            throw new IOException("not a tar archive", e);
        }
        return names.stream().sorted().toList();
    }

    private static byte[] readBlock(InputStream tar) throws IOException {
        byte[] block = tar.readNBytes(BLOCK);
        if (block.length < BLOCK) {
            throw new EOFException("the archive is incomplete");
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
