package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.ChildProcess;
import dev.ingot.agent.linux.ManagedCgroup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything a container needs that does not depend on its job: its folder, writable layer, cgroup, and a started OCI
 * command, in that cgroup if possible, that waits for config.json on descriptor 3. At job time this saves starting a process
 * and moving it into a cgroup, which waits for the kernel's next grace period. The caller removes the folder.
 *
 * @param readsConfigFromPipe whether the OCI command itself waits; otherwise a shell waits and then executes it
 */
record Launcher(ContainerFolder folder, ManagedCgroup cgroup, ChildProcess process, boolean readsConfigFromPipe) {

    private static final List<String> WAITING_SHELL = List.of("/bin/sh", "-c", """
        read -r line <&3 || exit 0
        exec "$@" 3<&-
        """, "ingot-launcher");

    /**
     * Creates a launcher in an existing folder.
     *
     * @param withStreams whether the container's streams are pipes of the agent; otherwise they are a null device of the
     *     container: OCI commands make the container's user the owner of its streams
     */
    static Launcher make(ContainerFolder folder, OciCommand command, Path pidFile, boolean withStreams) throws IOException {
        ManagedCgroup cgroup = folder.cgroup();
        if (command.startsInCgroup() || cgroup.isUnified()) {
            cgroup.make();
        }
        folder.root().prepare(folder.settings().layer());
        List<String> arguments = new ArrayList<>();
        if (command.readsConfigFromPipe()) {
            folder.linkConfigTo(ChildProcess.CONTROL_DESCRIPTOR);
        } else {
            arguments.addAll(WAITING_SHELL);
        }
        arguments.addAll(command.runCommandLine(folder, pidFile));
        ChildProcess process = ChildProcess.start(arguments,
            withStreams ? Optional.empty() : Optional.of(folder.root().nullDevice()));
        Launcher launcher = new Launcher(folder, cgroup, process, command.readsConfigFromPipe());
        try {
            if (command.startsInCgroup()) {
                cgroup.addProcess(process.pid());
            }
            return launcher;
        } catch (IOException | RuntimeException | Error e) {
            launcher.terminate();
            throw e;
        }
    }

    /**
     * Sends the configuration, with which the OCI command starts the container.
     *
     * @param config the text of {@code config.json}
     */
    void launch(byte[] config) throws IOException {
        try (OutputStream control = process.control()) {
            if (readsConfigFromPipe) {
                writeControl(control, config);
                // Commands read the file again after they have read all of the pipe; by then it is a regular file.
                folder.writeConfig(config);
            } else {
                folder.writeConfig(config);
                writeControl(control, new byte[] {'\n'});
            }
        }
    }

    /** Ignores that the command has exited: its log says why. */
    private void writeControl(OutputStream control, byte[] bytes) throws IOException {
        try {
            control.write(bytes);
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            }
        }
    }

    /** Kills the process (the waiting shell or the OCI command), waits for its exit and closes its streams. */
    void terminate() {
        process.kill();
        process.exit().join();
        process.close();
    }
}
