package dev.ingot.agent.student;

import dev.ingot.agent.linux.UnixSocket;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.OwnerMapping;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.task.JobDir;
import dev.ingot.agent.task.JobDirs;
import dev.ingot.agent.task.StudentFiles;
import dev.ingot.agent.task.StudentFiles.Access;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a student container sees of its job's directory. The grader's side of it is hostile ground: a link put in the place
 * of a folder or of the socket would have the engine mount whatever it names on the host. So an engine is only given paths that
 * no container can change. Closed after the container. Thread-safe.
 */
public final class StudentFolders implements AutoCloseable {
    private final JobDir dir;
    private final ContainerRuntime runtime;
    private StudentFiles files;

    /** @param runtime of the student's container */
    StudentFolders(JobDir dir, ContainerRuntime runtime) {
        this.dir = dir;
        this.runtime = runtime;
    }

    /**
     * How students on a runtime can have folders in which a grader works. The first call for an engine tries it.
     *
     * @throws RuntimeFault when the engine does not tell what it sees
     */
    public static Access findAccess(ContainerRuntime runtime, JobDirs dirs) {
        if (runtime.capabilities().contains(Capability.PIN_MOUNT_SOURCES)) {
            return Access.BY_PATH;
        }
        return dirs.canMount(runtime, runtime::canSee) ? Access.MOUNTED : Access.SEPARATE;
    }

    /**
     * The mounts of a student that is reached through the agent, making folders that the engine would otherwise have to.
     *
     * @throws IOException when something there is not what it should be; the text says what
     */
    synchronized List<Mount> createMounts() throws IOException {
        close();
        files = dir.openStudentFiles(dir.hasSeparateFolders() ? Access.SEPARATE : findAccess(runtime, dir.owner()));
        List<Mount> mounts = new ArrayList<>();
        mounts.add(Mount.writable(files.student(), "/task/student").withOwnerMapping(ownerMapping(dir)));
        files.scripts().ifPresent(scripts -> mounts.add(Mount.writable(scripts, "/task/student/scripts")
            .withOwnerMapping(ownerMapping(dir))));
        mounts.add(Mount.readOnly(files.systemFiles(), "/task/systemfiles").withOwnerMapping(ownerMapping(dir)));
        mounts.add(Mount.readOnly(dir.common().resolve("student"), "/course/common/student"));
        return mounts;
    }

    /** What maps the owners of a task that is not a copy. */
    public static Optional<OwnerMapping> ownerMapping(JobDir dir) {
        return dir.overlay().map(layer -> layer::mapOwners);
    }

    /** The same for a student that talks on {@code socketId}. */
    List<Mount> createMountsWithSocket(String socketId) throws IOException {
        return createMountsWithParentSocket(dir.studentSockets().createAlias(socketId));
    }

    /** The same for a student that talks on that socket. */
    List<Mount> createMountsWithParentSocket(Path socket) throws IOException {
        List<Mount> mounts = new ArrayList<>(createMounts());
        mounts.add(Mount.writable(socket, "/__parent.sock"));
        return mounts;
    }

    /** Connects to the grader that listens on {@code socketId}. */
    UnixSocket connect(String socketId) throws IOException {
        return dir.studentSockets().connect(socketId);
    }

    /** Whether the mounted folders are those of the grader still: a mount shows one for ever, whatever takes its name. */
    synchronized boolean isCurrent() throws IOException {
        return files != null && files.isCurrent(dir);
    }

    /** Whether there are files that a container program may look for at its very start. */
    boolean hasSystemFiles() throws IOException {
        return dir.hasSystemFiles();
    }

    @Override
    public synchronized void close() {
        if (files != null) {
            files.close();
            files = null;
        }
    }
}
