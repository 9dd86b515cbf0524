package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in a separate process, because a umask belongs to the whole process. */
class UmaskTest {
    @TempDir
    private Path folder;

    @Test
    void createsReadableFilesAndKeepsPrivateOnesUnderAStrictMask() throws Exception {
        create("077");
        assertEquals(List.of("rwxr-xr-x", "rwxr-xr-x", "rw-r--r--", "rw-------", "rwx------", "rwx------"), modes());
    }

    @Test
    void adminFilesKeepTheMaskOfTheStartingProcess() throws Exception {
        create("027");
        assertEquals(List.of("rwxr-xr-x", "rwxr-xr-x", "rw-r--r--", "rw-r-----", "rwx------", "rwx------"), modes());
    }

    @Test
    void createOrRestrictRemovesListingButKeepsTraversal() throws IOException {
        Path present = Files.createDirectory(folder.resolve("present"));
        Files.setPosixFilePermissions(present, PosixFilePermissions.fromString("rwxrwxr-x"));
        PrivateFolder.createOrRestrict(present);
        assertEquals("rwx--x--x", modeOf(present));
        Files.setPosixFilePermissions(present, PosixFilePermissions.fromString("rwxr-----"));
        PrivateFolder.createOrRestrict(present);
        assertEquals("rwx------", modeOf(present));
    }

    private void create(String mask) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "umask " + mask + " && exec \"$@\"", "sh",
            ProcessHandle.current().info().command().orElseThrow(), "--enable-native-access=ALL-UNNAMED", "-cp",
            System.getProperty("java.class.path"), Creator.class.getName(), folder.toString())
            .redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
    }

    private List<String> modes() throws IOException {
        return List.of(modeOf(folder.resolve("folder")), modeOf(folder.resolve("childs")), modeOf(folder.resolve("file")),
            modeOf(folder.resolve("admins")), modeOf(folder.resolve("private")), modeOf(folder.resolve("private/inner")));
    }

    private static String modeOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** Creates files as an agent does at its start. */
    static final class Creator {
        private Creator() { }

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            Umask.setDefault();
            Files.createDirectory(folder.resolve("folder"));
            new ProcessBuilder("mkdir", folder.resolve("childs").toString()).start().waitFor();
            Files.createFile(folder.resolve("file"));
            Files.createFile(folder.resolve("admins"), PosixFilePermissions.asFileAttribute(Umask.adminFilePermissions()));
            PrivateFolder.create(folder.resolve("private/inner"));
        }
    }
}
