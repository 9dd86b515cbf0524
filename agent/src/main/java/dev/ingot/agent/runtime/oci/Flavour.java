package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.agent.linux.OwnCgroup;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.oci.StartSigns.Sign;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How one OCI command line is spoken to.
 *
 * @param options    of the command, before its verb
 * @param runOptions of its verb {@code run}
 * @param placed     whether its containers are born in a cgroup we make, and it is told to leave cgroups alone; otherwise it
 *                   makes the cgroup that its configuration names
 * @param sign       by which it shows that the container runs
 * @param patient    whether it can be started before its configuration is there, and reads that from a pipe: it then waits with
 *                   all that it needs already loaded
 * @param copies     whether it may give the container pipes of its own, and copy between those and its streams
 * @param killed     what it ends with when its container was killed from outside
 */
record Flavour(String command, List<String> options, List<String> runOptions, boolean placed, Sign sign, boolean patient,
               boolean copies, List<Integer> killed) {

    private static final int BY_SIGKILL = 128 + 9;
    /** Of runsc: the container's end is unknown. */
    private static final int UNKNOWN = 128;

    /** By the last part of the command's path. */
    static Flavour of(String command, CgroupTree tree) {
        return switch (Path.of(command).getFileName().toString()) {
            // On cgroup v2 crun itself has containers born in their cgroup.
            case "crun" -> tree.unified() ? linux(command, List.of("--cgroup-manager=cgroupfs"), List.of(), false, true, false)
                : linux(command, List.of("--cgroup-manager=disabled"), List.of(), true, true, false);
            // Kept, so that its cgroup can be read after the end.
            case "runc" -> linux(command, List.of(), List.of("--keep"), false, true, true);
            case "runsc" -> new Flavour(command, List.of("--network=none", "--ignore-cgroups", "--platform=ptrace"), List.of(),
                true, Sign.STATE_FILE, false, false, List.of(UNKNOWN, BY_SIGKILL));
            default -> linux(command, List.of(), List.of(), false, false, true);
        };
    }

    private static Flavour linux(String command, List<String> options, List<String> runOptions, boolean placed,
        boolean patient, boolean copies) {
        return new Flavour(command, options, runOptions, placed, Sign.PID_FILE, patient, copies, List.of(BY_SIGKILL));
    }

    /** The same command at another place. */
    Flavour at(Path program) {
        return new Flavour(program.toString(), options, runOptions, placed, sign, patient, copies, killed);
    }

    /** Whether a command that has ended with this code, and shows no sign, ran the container: some take their sign away. */
    boolean ranBefore(int code) {
        return sign == Sign.STATE_FILE && code != UNKNOWN;
    }

    /** The group that holds a container's limits. With cgroup v2 the command makes one within ours. */
    OwnCgroup limited(OwnCgroup group) {
        return !placed && group.unified() ? group.below("container") : group;
    }

    /** Limits a container, before it starts where the group is there by then, or while it runs. */
    void limit(OwnCgroup group, Limits limits) throws IOException {
        // Where the command starts in the group, it waits there for the end.
        limited(group).limit(limits.memoryBytes(), limits.processes() + (placed ? 1 : 0));
    }

    /** Runs the container of a folder to its end, in the foreground. */
    List<String> run(ContainerFolder folder, Path pidFile) {
        List<String> line = new ArrayList<>();
        line.add(command);
        line.addAll(options);
        line.addAll(List.of("--root", folder.notes().toString(), "--log", folder.log().toString(), "run"));
        line.addAll(runOptions);
        line.addAll(List.of("--bundle", folder.path().toString(), "--pid-file", pidFile.toString(), folder.id()));
        return line;
    }
}
