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
 * How the agent calls one OCI command line.
 *
 * @param command             name or path
 * @param options             of the command, before its verb
 * @param runOptions          of its verb {@code run}
 * @param startsInCgroup      true when the agent makes the container's cgroup and starts the command in it; the command leaves
 *                            cgroups alone. False when the command makes the cgroup that its config.json names
 * @param startMarker         how it shows that the container runs
 * @param readsConfigFromPipe whether it can be started before config.json exists and reads that from a pipe: it then waits with
 *                            everything it needs already loaded
 * @param copiesStreams       whether it may give the container its own pipes and copy between those and its streams
 * @param killedExitCodes     with which it may exit when its container was killed from outside
 */
record OciCommand(String command, List<String> options, List<String> runOptions, boolean startsInCgroup, StartMarker startMarker,
                  boolean readsConfigFromPipe, boolean copiesStreams, List<Integer> killedExitCodes) {

    private static final int SIGKILL_STATUS = 128 + 9;
    /** Exit code of runsc when it does not know how the container ended. */
    private static final int UNKNOWN_EXIT_STATUS = 128;

    /** Returns how to call a command; decided by the last part of its path. */
    static OciCommand of(String command, CgroupTree tree) {
        return switch (programName(command)) {
            // On cgroup v2 crun itself creates the container process in its cgroup.
            case "crun" -> tree.unified() ? withPidFile(command, List.of("--cgroup-manager=cgroupfs"), List.of(), false, true,
                false)
                : withPidFile(command, List.of("--cgroup-manager=disabled"), List.of(), true, true, false);
            // --keep, so that the container's cgroup can be read after its end.
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

    private static OciCommand withPidFile(String command, List<String> options, List<String> runOptions, boolean startsInCgroup,
        boolean readsConfigFromPipe, boolean copiesStreams) {
        return new OciCommand(command, options, runOptions, startsInCgroup, StartMarker.PID_FILE,
            readsConfigFromPipe, copiesStreams, List.of(SIGKILL_STATUS));
    }

    /** Returns a copy with another program file. */
    OciCommand withProgram(Path program) {
        return new OciCommand(program.toString(), options, runOptions, startsInCgroup, startMarker, readsConfigFromPipe,
            copiesStreams, killedExitCodes);
    }

    /** Returns whether a command without start marker that exited with this code ran the container: runsc removes its marker. */
    boolean hasRun(int code) {
        return startMarker == StartMarker.STATE_FILE && code != UNKNOWN_EXIT_STATUS;
    }

    /** Returns the cgroup with a container's limits. On cgroup v2 the command makes one inside the agent's. */
    ManagedCgroup limitedCgroup(ManagedCgroup group) {
        return !startsInCgroup && group.isUnified() ? group.child("container") : group;
    }

    /** Sets the limits of a container, before it starts if its cgroup exists by then, or while it runs. */
    void setLimits(ManagedCgroup group, Limits limits) throws IOException {
        // A command that starts in the cgroup is a process of it until the container's end.
        limitedCgroup(group).setLimits(limits.memoryBytes(), limits.processes() + (startsInCgroup ? 1 : 0));
    }

    /** Returns the command line that runs the container of a folder in the foreground, until its end. */
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
