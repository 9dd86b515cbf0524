package dev.ingot.agent.grader;

import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.grading.StudentOrder;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * On one kernel: a socket in a mount, by which the grader hands its own streams over. The agent takes no part, but for a student
 * that has ended: if it never connected, the grader still waits for it ({@link AbsentStudent}).
 */
final class SocketLink implements StudentLink {
    static final List<String> COMMAND = List.of(PROGRAM, "runc", "docker");
    private static final Logger LOG = LoggerFactory.getLogger(SocketLink.class);

    private final StudentFolders folders;
    private final String socketId;
    private final AbsentStudent absent;
    private volatile boolean announced;

    /** @param absent takes the place of a student of the job that never connects */
    SocketLink(StudentFolders folders, String socketId, AbsentStudent absent) {
        this.folders = folders;
        this.socketId = socketId;
        this.absent = absent;
    }

    @Override
    public List<String> command() {
        return COMMAND;
    }

    @Override
    public boolean attached() {
        return false;
    }

    @Override
    public List<Mount> mounts() throws IOException {
        return folders.withSocket(socketId);
    }

    @Override
    public void connect(Stdio stdio) {
        announced = true;
    }

    @Override
    public void hear(StudentOrder order) {
        ignore();
    }

    static void ignore() {
        LOG.debug("A grader speaks to a student through the agent although they share a kernel: ignored");
    }

    @Override
    public void drain(boolean struck) throws InterruptedException {
        if (struck) {
            absent.greet(folders, socketId);
        }
    }

    @Override
    public void release() {
        if (announced) {
            absent.leave(folders, socketId);
        }
    }

    @Override
    public void close() {
        folders.close();
    }
}
