package dev.ingot.agent.student;

import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.grading.StudentOrder;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * On one kernel: a socket in a mount, by which the grader hands its own streams over. The agent takes no part, but for a student
 * that has ended: if it never connected, the grader still waits for it ({@link PlaceholderStudent}).
 */
final class SocketTransport implements StudentTransport {
    static final List<String> COMMAND = List.of(PROGRAM, "runc", "docker");
    private static final Logger LOG = LoggerFactory.getLogger(SocketTransport.class);

    private final StudentFolders folders;
    private final String socketId;
    private final PlaceholderStudent absent;
    private volatile boolean announced;

    /** @param absent takes the place of a student of the job that never connects */
    SocketTransport(StudentFolders folders, String socketId, PlaceholderStudent absent) {
        this.folders = folders;
        this.socketId = socketId;
        this.absent = absent;
    }

    @Override
    public List<String> command() {
        return COMMAND;
    }

    @Override
    public boolean isAttached() {
        return false;
    }

    @Override
    public List<Mount> mounts() throws IOException {
        return folders.createMountsWithSocket(socketId);
    }

    @Override
    public void connect(Stdio stdio) {
        announced = true;
    }

    @Override
    public void forward(StudentOrder order) {
        logIgnored();
    }

    static void logIgnored() {
        LOG.debug("Ignored a relay message: grader and student share a kernel and use their socket");
    }

    @Override
    public void drain(boolean limitExceeded) throws InterruptedException {
        if (limitExceeded) {
            absent.connectAndAwait(folders, socketId);
        }
    }

    @Override
    public void releaseGrader() {
        if (announced) {
            absent.connectAndClose(folders, socketId);
        }
    }

    @Override
    public void close() {
        folders.close();
    }
}
