package dev.ingot.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {
    @TempDir
    private Path dir;
    private Instant now = Instant.parse("2026-01-02T03:04:05.006Z");

    private RotatingFile file(long bytes, Duration age, int keep) throws IOException {
        return new RotatingFile(dir.resolve("j"), new Rotation(bytes, age, keep), () -> now);
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(dir)) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }

    @Test
    void rotatesAFullFile() throws IOException {
        try (RotatingFile file = file(8, Duration.ofDays(1), 9)) {
            for (String text : new String[] {"one", "two", "three", "four"}) {
                file.append(line(text));
            }
        }
        assertEquals(Map.of("j.20260102T030405.006Z", "one\ntwo\n", "j.20260102T030405.006Z-1", "three\n", "j", "four\n"),
            files());
    }

    @Test
    void rotatesAnOldFileAndDeletesTheOldest() throws IOException {
        Files.writeString(dir.resolve("j.other"), "not ours");
        try (RotatingFile file = file(1000, Duration.ofHours(1), 1)) {
            for (String text : new String[] {"one", "two", "three"}) {
                file.append(line(text));
                now = now.plus(Duration.ofHours(1));
            }
        }
        assertEquals(Map.of("j", "three\n", "j.20260102T050405.006Z", "two\n", "j.other", "not ours"), files());
    }

    @Test
    void appendsToAFileOfAnEarlierProcess() throws IOException {
        now = Instant.now();
        for (String text : new String[] {"one", "two"}) {
            try (RotatingFile file = file(1000, Duration.ofHours(1), 1)) {
                file.append(line(text));
            }
        }
        assertEquals(Map.of("j", "one\ntwo\n"), files());
    }

    @Test
    void writesALineLongerThanTheSizeLimit() throws IOException {
        try (RotatingFile file = file(2, Duration.ofDays(1), 1)) {
            file.append(line("a long line"));
        }
        assertEquals(Map.of("j", "a long line\n"), files());
    }
}
