package dev.ingot.backend.soak;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The disks of jobs: block devices that the kernel makes of files, which have no name any more. */
public final class LoopDevices {
    private static final Path DEVICES = Path.of("/sys/block");

    private LoopDevices() { }

    /** Those whose file lies, or lay, below a folder, as {@code /proc/PID/mountinfo} has them: {@code 7:3}. */
    public static List<String> findBackedBelow(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(DEVICES, "loop*")) {
            for (Path device : devices) {
                // Without a file it has no folder of that name.
                if (ProcFs.readOrEmpty(device.resolve("loop/backing_file")).startsWith(folder + "/")) {
                    found.add(ProcFs.readOrEmpty(device.resolve("dev")).strip());
                }
            }
        }
        return found;
    }
}
