package dev.ingot.agent.linux;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads small files that the kernel generates when they are read, as those of proc(5) and cgroups(7). */
final class KernelFile {
    private static final int LONGEST = 4096;

    private KernelFile() { }

    /**
     * Reads the file with one system call: the kernel returns such a file in one piece and does not report its size.
     *
     * @return at most the first 4096 bytes
     * @throws java.io.FileNotFoundException when it cannot be opened
     * @throws IOException when it cannot be read, as that of a removed cgroup or an exited process
     */
    static String read(Path file) throws IOException {
        try (InputStream stream = new FileInputStream(file.toFile())) {
            byte[] text = new byte[LONGEST];
            return new String(text, 0, Math.max(0, stream.read(text)), StandardCharsets.US_ASCII);
        }
    }

    /** Reads a file that holds one number. */
    static long readNumber(Path file) throws IOException {
        return Long.parseLong(read(file).strip());
    }
}
