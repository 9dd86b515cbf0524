package dev.ingot.agent.student;

import dev.ingot.agent.linux.JobThreads;
import dev.ingot.agent.linux.SocketRelay;
import dev.ingot.agent.linux.UnixSocket;
import dev.ingot.agent.logging.LogContext;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.task.JobDir;
import dev.ingot.grading.StudentOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * On one kernel, for a student that is there before its grader asks: the socket in its mount is the agent's own, and the agent
 * carries on what the two say, the grader's streams with it. Thread-safe.
 */
final class WarmTransport implements StudentTransport {
    private static final Logger LOG = LoggerFactory.getLogger(WarmTransport.class);
    /** Once the student is gone, only a grader that does not listen keeps its last words from being passed on. */
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(1);

    private final StudentFolders folders;
    /** Stays as long as the job: an engine may look for what it has mounted. */
    private final Path socketFile;
    private final UnixSocket listener;
    private final Semaphore relays;
    private UnixSocket student;
    private UnixSocket grader;
    private SocketRelay relay;
    private Thread relayThread;
    private boolean closed;

    /**
     * Listens to a student container to come.
     *
     * @param relays how many threads of the job may carry between a student and its grader
     */
    WarmTransport(JobDir dir, ContainerRuntime runtime, Semaphore relays) throws IOException {
        this.relays = relays;
        folders = new StudentFolders(dir, runtime);
        socketFile = dir.createHiddenPath();
        listener = UnixSocket.listen(socketFile);
    }

    @Override
    public List<String> command() {
        return SocketTransport.COMMAND;
    }

    @Override
    public boolean isAttached() {
        return false;
    }

    @Override
    public List<Mount> mounts() throws IOException {
        return folders.createMountsWithParentSocket(socketFile);
    }

    /** Whether the student's program has come and said its first word, and is still there. */
    synchronized boolean isReady() throws IOException {
        if (student == null) {
            Optional<UnixSocket> caller = listener.accept();
            if (caller.isEmpty()) {
                return false;
            }
            student = caller.get();
            // Nobody else shall come: what the student's program runs finds the same socket.
            UnixSocket.closeAsync(List.of(listener));
        }
        return student.hasPendingData();
    }

    /** Whether its folders are still those of the grader, and none of them has to be looked at before its program starts. */
    synchronized boolean hasUsableFolders() throws IOException {
        return folders.isCurrent() && !folders.hasSystemFiles();
    }

    /**
     * Connects to the grader that waits on {@code socketId}.
     *
     * @throws IOException when none does, or when the job has as many relays as it may; another student may be tried
     */
    synchronized void connectGrader(String socketId) throws IOException {
        if (!relays.tryAcquire()) {
            throw new IOException("too many relay threads of earlier students of the job are still running");
        }
        try {
            grader = folders.connect(socketId);
            relay = new SocketRelay(grader, student);
        } finally {
            if (relay == null) {
                relays.release();
            }
        }
    }

    @Override
    public synchronized void connect(Stdio stdio) {
        if (!closed) {
            relayThread = JobThreads.named("student-relay").start(LogContext.wrap(this::runRelay));
        }
    }

    private void runRelay() {
        try {
            relay.run();
        } catch (IOException e) {
            LOG.warn("The relay between a grader and its student failed: {}", e.getMessage());
        } finally {
            relays.release();
        }
    }

    @Override
    public void forward(StudentOrder order) {
        SocketTransport.logIgnored();
    }

    @Override
    public void drain(boolean limitExceeded) throws InterruptedException {
        Thread carrier;
        synchronized (this) {
            carrier = relayThread;
        }
        if (carrier != null) {
            carrier.join(DRAIN_TIMEOUT);
        }
    }

    /** It was connected to its grader before that was told of it. */
    @Override
    public void releaseGrader() { }

    /** Sockets that are carried between are closed by whoever does. */
    @Override
    public synchronized void close() {
        boolean first = !closed;
        closed = true;
        folders.close();
        if (relayThread != null) {
            relay.shutdown();
            return;
        }
        if (first && relay != null) {
            relays.release();
        }
        UnixSocket.closeAsync(Stream.of(listener, student, grader).filter(Objects::nonNull).toList());
    }
}
