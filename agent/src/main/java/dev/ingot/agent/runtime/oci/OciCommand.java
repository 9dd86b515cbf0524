package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.agent.linux.ManagedCgroup;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.oci.StartWatcher.StartMarker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How one OCI command line is spoken to.
 *
 * @param options    of the command, before its verb
 * @param runOptions of its verb {@code run}
 * @param startsInCgroup     whether its containers are born in a cgroup we make, and it is told to leave cgroups alone; otherwise
 *                   it makes the cgroup that its configuration names
 * @param startMarker       by which it shows that the container runs
 * @param readsConfigFromPipe    whether it can be started before its configuration is there, and reads that from a pipe: it then
 *                   waits with all that it needs already loaded
 * @param copiesStreams     whether it may give the container pipes of its own, and copy between those and its streams
 * @param killedExitCodes     what it ends with when its container was killed from outside
 */
record OciCommand(String command, List<String> options, List<String> runOptions, boolean startsInCgroup, StartMarker startMarker,
    boolean readsConfigFromPipe,
               boolean copiesStreams, List<Integer> killedExitCodes) {

    private static final int SIGKILL_STATUS = 128 + 9;
    /** Of runsc: the container's end is unknown. */
    private static final int UNKNOWN_EXIT_STATUS = 128;

    /** By the last part of the command's path. */
    static OciCommand of(String command, CgroupTree tree) {
        return switch (programName(command)) {
            // On cgroup v2 crun itself has containers born in their cgroup.
            case "crun" -> tree.unified() ? withPidFile(command, List.of("--cgroup-manager=cgroupfs"), List.of(), false, true,
                false)
                : withPidFile(command, List.of("--cgroup-manager=disabled"), List.of(), true, true, false);
            // Kept, so that its cgroup can be read after the end.
            case "runc" -> withPidFile(command, List.of(), List.of("--keep"), false, true, true);
            case "runsc" -> new OciCommand(command, List.of("--network=none", "--ignore-cgroups", "--platform=ptrace"), List.of(),
                true, StartMarker.STATE_FILE, false, false, List.of(UNKNOWN_EXIT_STATUS, SIGKILL_STATUS));
            default -> withPidFile(command, List.of(), List.of(), false, false, true);
        };
    }

    /** Returns the last part of the command's path, by which this class knows a command. */
    static String programName(String command) {
        return command.substring(command.lastIndexOf('/') + 1);
    }

    private static OciCommand withPidFile(String command, List<String> options, List<String> runOptions, boolean placed,
        boolean patient, boolean copies) {
        return new OciCommand(command, options, runOptions, placed, StartMarker.PID_FILE, patient, copies,
            List.of(SIGKILL_STATUS));
    }

    /** The same command at another place. */
    OciCommand withProgram(Path program) {
        return new OciCommand(program.toString(), options, runOptions, startsInCgroup, startMarker, readsConfigFromPipe,
            copiesStreams, killedExitCodes);
    }

    /** Whether a command that has ended with this code, and shows no sign, ran the container: some take their sign away. */
    boolean hasRun(int code) {
        return startMarker == StartMarker.STATE_FILE && code != UNKNOWN_EXIT_STATUS;
    }

    /** The group that holds a container's limits. With cgroup v2 the command makes one within ours. */
    ManagedCgroup limitedCgroup(ManagedCgroup group) {
        return !startsInCgroup && group.isUnified() ? group.child("container") : group;
    }

    /** Limits a container, before it starts where the group is there by then, or while it runs. */
    void setLimits(ManagedCgroup group, Limits limits) throws IOException {
        // Where the command starts in the group, it waits there for the end.
        limitedCgroup(group).setLimits(limits.memoryBytes(), limits.processes() + (startsInCgroup ? 1 : 0));
    }

    /** Runs the container of a folder to its end, in the foreground. */
    List<String> runCommandLine(ContainerFolder folder, Path pidFile) {
        List<String> line = new ArrayList<>();
        line.add(command);
        line.addAll(options);
        line.addAll(List.of("--root", folder.commandState().toString(), "--log", folder.log().toString(), "run"));
        line.addAll(runOptions);
        line.addAll(List.of("--bundle", folder.path().toString(), "--pid-file", pidFile.toString(), folder.id()));
        return line;
    }
}
