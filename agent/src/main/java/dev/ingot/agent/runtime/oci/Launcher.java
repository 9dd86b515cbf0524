package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.OwnCgroup;
import dev.ingot.agent.runtime.oci.root.UserMapping;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A place for one container, made before it is asked for: its folder, its cgroup, and a process that waits, in that cgroup
 * where it may, to become the OCI command. That spares the container the start of a process, and the move into a cgroup,
 * which sleeps until the kernel's next grace period. Whoever has it removes the folder.
 *
 * @param process the waiting process, and once it has been told to go, the OCI command
 * @param users   for a container whose users are to be others on the host
 */
record Launcher(ContainerFolder folder, OwnCgroup cgroup, Process process, Optional<UserMapping> users) {

    /**
     * Waits for a word, then becomes its arguments. The shell reads no byte beyond the line's end. Without streams it takes
     * the container's own null device: OCI commands give a container's streams to the container's user.
     */
    private static final String WAIT = """
        read -r word || exit 0
        [ "$word" = attached ] || exec <layer/null >layer/null 2>&1
        exec "$@"
        """;

    /**
     * Makes one of a folder that exists.
     *
     * @param command to become
     * @param placed  whether the command is to start in the cgroup, or make it
     * @param mapped  whether the container's users are to be others on the host
     */
    static Launcher make(ContainerFolder folder, List<String> command, boolean placed, boolean mapped) throws IOException {
        Optional<UserMapping> users = mapped ? Optional.of(folder.mapUsers()) : Optional.empty();
        OwnCgroup cgroup = folder.cgroup();
        if (placed || cgroup.unified()) {
            cgroup.make();
        }
        // A session of its own: what is typed at the agent's terminal is not meant for containers.
        List<String> line = new ArrayList<>(List.of("setsid", "/bin/sh", "-c", WAIT, "ingot-launcher"));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line).directory(folder.path().toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        Process process = builder.start();
        if (placed) {
            cgroup.take(process.pid());
        }
        return new Launcher(folder, cgroup, process, users);
    }

    /** Lets the OCI command begin; its standard streams are the process's, or nothing. */
    void go(boolean attached) throws IOException {
        OutputStream stdin = process.getOutputStream();
        stdin.write((attached ? "attached\n" : "detached\n").getBytes(StandardCharsets.US_ASCII));
        stdin.flush();
        if (!attached) {
            stdin.close();
            process.getInputStream().close();
            process.getErrorStream().close();
        }
    }

    /** Ends the process, whatever it is by now, and returns when it has ended. */
    void end() {
        // One that has ended would be waited for on a thread made for that.
        if (process.isAlive()) {
            process.destroyForcibly().onExit().join();
        }
    }
}
