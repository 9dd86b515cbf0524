package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KernelNumbersTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/ingot/agent");
    /** A flag or a system call defined by its number, or a number that can only be such a flag. */
    private static final Pattern NUMBER = Pattern.compile("\\bO_[A-Z_]+ *= *[0-9]|\\b(SYS_)?(OPENAT2|OPEN_TREE|MOVE_MOUNT|FSOPEN"
        + "|FSCONFIG|FSMOUNT|PIDFD_OPEN|MOUNT_SETATTR) *= *[0-9]|\\b0x(80000|200000|800)\\b");

    /** The values of arch/arm64/include/uapi/asm/fcntl.h, in its octal notation. */
    @Test
    void arm64HasFlagsOfItsOwn() {
        KernelNumbers arm64 = KernelNumbers.of("aarch64");
        assertEquals(Integer.parseInt("40000", 8), arm64.directory());
        assertEquals(Integer.parseInt("100000", 8), arm64.noFollow());
        assertEquals(Integer.parseInt("200000", 8), arm64.direct());
        assertEquals(Integer.parseInt("400000", 8), arm64.largeFile());
    }

    /** The values of include/uapi/asm-generic/fcntl.h. */
    @Test
    void amd64HasThoseOfMostProcessors() {
        KernelNumbers amd64 = KernelNumbers.of("amd64");
        assertEquals(Integer.parseInt("200000", 8), amd64.directory());
        assertEquals(Integer.parseInt("400000", 8), amd64.noFollow());
        assertEquals(Integer.parseInt("40000", 8), amd64.direct());
        assertEquals(Integer.parseInt("100000", 8), amd64.largeFile());
        assertEquals(0x80000, KernelNumbers.O_CLOEXEC);
        assertEquals(0x200000, KernelNumbers.O_PATH);
        assertEquals(0x800, KernelNumbers.O_NONBLOCK);
    }

    @Test
    void thisProcessorHasItsOwn() {
        boolean arm64 = "aarch64".equals(System.getProperty("os.arch"));
        assertEquals((arm64 ? KernelNumbers.ARM64 : KernelNumbers.AMD64).noFollow(), KernelNumbers.O_NOFOLLOW);
    }

    @Test
    void noOtherClassHasSuchNumbers() throws IOException {
        assumeTrue(Files.isDirectory(SOURCES), "not run in the module's folder");
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> others = files.filter(path -> path.toString().endsWith(".java"))
                .filter(path -> !path.endsWith("KernelNumbers.java")).toList();
            for (Path file : others) {
                Files.readAllLines(file).stream().filter(line -> NUMBER.matcher(line).find())
                    .forEach(line -> found.add(file.getFileName() + ": " + line.strip()));
            }
        }
        assertEquals(List.of(), found);
    }
}
