package dev.ingot.backend.soak;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the per-job disks, which are loop devices (loop(4)) on files that were deleted after they were opened. */
public final class LoopDevices {
    private static final Path DEVICES = Path.of("/sys/block");

    private LoopDevices() { }

    /**
     * Returns the devices whose file is, or was, below a folder, in the form {@code 7:3} of {@code /proc/PID/mountinfo}
     * (proc_pid_mountinfo(5)).
     */
    public static List<String> findBackedBelow(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(DEVICES, "loop*")) {
            for (Path device : devices) {
                // A device without a file has no folder "loop".
                if (ProcFs.readOrEmpty(device.resolve("loop/backing_file")).startsWith(folder + "/")) {
                    found.add(ProcFs.readOrEmpty(device.resolve("dev")).strip());
                }
            }
        }
        return found;
    }
}
