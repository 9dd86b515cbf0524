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
 * A place for one container, made before it is asked for: its folder, its layer, its cgroup, and in that cgroup, where it may
 * be, the OCI command, which waits for its configuration. That spares the container the start of a process, and the move
 * into a cgroup, which sleeps until the kernel's next grace period. Whoever has it removes the folder.
 *
 * @param readsConfigFromPipe whether the OCI command itself waits; else a shell waits to become it
 */
record Launcher(ContainerFolder folder, ManagedCgroup cgroup, ChildProcess process, boolean readsConfigFromPipe) {

    private static final List<String> WAITING_SHELL = List.of("/bin/sh", "-c", """
        read -r word <&3 || exit 0
        exec "$@" 3<&-
        """, "ingot-launcher");

    /**
     * Makes one of a folder that exists.
     *
     * @param withStreams whether the container's streams are to be ours; else they are the container's own null device: OCI
     *                    commands give a container's streams to the container's user
     */
    static Launcher make(ContainerFolder folder, OciCommand flavour, Path pidFile, boolean withStreams) throws IOException {
        ManagedCgroup cgroup = folder.cgroup();
        if (flavour.startsInCgroup() || cgroup.isUnified()) {
            cgroup.make();
        }
        folder.root().prepare(folder.settings().layer());
        List<String> line = new ArrayList<>();
        if (flavour.readsConfigFromPipe()) {
            folder.linkConfigTo(ChildProcess.CONTROL_DESCRIPTOR);
        } else {
            line.addAll(WAITING_SHELL);
        }
        line.addAll(flavour.runCommandLine(folder, pidFile));
        ChildProcess process = ChildProcess.start(line,
            withStreams ? Optional.empty() : Optional.of(folder.root().nullDevice()));
        Launcher launcher = new Launcher(folder, cgroup, process, flavour.readsConfigFromPipe());
        try {
            if (flavour.startsInCgroup()) {
                cgroup.addProcess(process.pid());
            }
            return launcher;
        } catch (IOException | RuntimeException | Error e) {
            launcher.terminate();
            throw e;
        }
    }

    /** Lets the OCI command begin. */
    void launch(byte[] config) throws IOException {
        try (OutputStream word = process.control()) {
            if (readsConfigFromPipe) {
                writeControl(word, config);
                // Commands look at the file again after they have read all: by then it is one.
                folder.writeConfig(config);
            } else {
                folder.writeConfig(config);
                writeControl(word, new byte[] {'\n'});
            }
        }
    }

    /** One that has ended says itself why, in its log. */
    private void writeControl(OutputStream word, byte[] what) throws IOException {
        try {
            word.write(what);
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            }
        }
    }

    /** Ends the process, whatever it is by now, closes its streams, and returns when it has ended. */
    void terminate() {
        process.kill();
        process.exit().join();
        process.close();
    }
}
