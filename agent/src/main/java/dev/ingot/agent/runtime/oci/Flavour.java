package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.CgroupTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How one OCI command line is spoken to.
 *
 * @param placed  whether its containers are born in a cgroup we make, and it is told to leave cgroups alone; otherwise it
 *                makes the cgroup that its configuration names
 * @param network whether its containers may have any network but their own loopback
 */
record Flavour(String command, List<String> options, List<String> runOptions, boolean placed, boolean network) {

    /** By the last part of the command's path. */
    static Flavour of(String command, CgroupTree tree) {
        return switch (Path.of(command).getFileName().toString()) {
            // On cgroup v2 crun itself has containers born in their cgroup.
            case "crun" -> tree.unified()
                ? new Flavour(command, List.of("--cgroup-manager=cgroupfs"), List.of(), false, true)
                : new Flavour(command, List.of("--cgroup-manager=disabled"), List.of(), true, true);
            // Kept, so that its cgroup can be read after the end.
            case "runc" -> new Flavour(command, List.of(), List.of("--keep"), false, true);
            case "runsc" -> new Flavour(command, List.of("--network=none", "--ignore-cgroups", "--platform=ptrace"),
                List.of(), true, false);
            default -> new Flavour(command, List.of(), List.of(), false, true);
        };
    }

    /** Runs a container to its end, in the foreground. */
    List<String> run(String id, Path bundle, Path state, Path log, Path pidFile) {
        List<String> line = new ArrayList<>();
        line.add(command);
        line.addAll(options);
        line.addAll(List.of("--root", state.toString(), "--log", log.toString(), "run"));
        line.addAll(runOptions);
        line.addAll(List.of("--bundle", bundle.toString(), "--pid-file", pidFile.toString(), id));
        return line;
    }
}
