package dev.ingot.agent.student;

import dev.ingot.agent.grader.StderrTail;
import dev.ingot.agent.limits.MessageMemoryAccount;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.grading.FrameStream;
import dev.ingot.grading.MessageValidator;
import dev.ingot.grading.StudentCodec;
import dev.ingot.grading.StudentMessage;
import dev.ingot.grading.StudentOrder;
import dev.ingot.protocol.MalformedMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between two kernels: the agent carries what is said, each way on a thread of its own. It holds one message of the student,
 * {@link MergingOutputBuffer#CAPACITY} bytes more where {@link PacedOutputRelay} is needed, and
 * {@link BoundedMessageQueue#CAPACITY} bytes for the student; the side that says more waits.
 */
final class RelayTransport implements StudentTransport {
    private static final Logger LOG = LoggerFactory.getLogger(RelayTransport.class);
    /** Images cut at 512000 bytes. */
    private static final int MAX_FRAME_BYTES = 1 << 20;

    private final StudentFolders folders;
    private final List<String> command;
    private final OutputRelay output;
    private final Consumer<StudentMessage.SshReady> onSshReady;
    private final Supplier<MessageMemoryAccount> accounts;
    private final StudentCodec codec = new StudentCodec();
    private final BoundedMessageQueue orders = new BoundedMessageQueue();
    private Thread outputThread;
    private MessageMemoryAccount account;
    private boolean closed;

    /**
     * @param graderShares  whether the grader runs on the host's kernel
     * @param studentShares whether the student does
     * @param output        takes what the student prints to the grader
     * @param onSshReady           told when the student's SSH server is up
     * @param accounts        opens the account of what the student's messages take
     */
    RelayTransport(StudentFolders folders, boolean graderShares, boolean studentShares, OutputRelay output,
        Consumer<StudentMessage.SshReady> onSshReady, Supplier<MessageMemoryAccount> accounts) {
        this.folders = folders;
        // Images compare with just these words, whatever runtimes and types are called here.
        this.command = List.of(PROGRAM, studentShares ? "runc" : "kata-runtime", graderShares ? "docker" : "kata");
        this.output = output;
        this.onSshReady = onSshReady;
        this.accounts = accounts;
    }

    @Override
    public List<String> command() {
        return command;
    }

    @Override
    public boolean isAttached() {
        return true;
    }

    @Override
    public List<Mount> mounts() throws IOException {
        return folders.createMounts();
    }

    @Override
    public void connect(Stdio stdio) {
        MessageMemoryAccount opened = open();
        MessageValidator check = new MessageValidator(StudentCodec::limits, opened);
        FrameStream frames = new FrameStream(stdio.stdout(), stdio.stdin(), ByteOrder.BIG_ENDIAN, MAX_FRAME_BYTES, check);
        StderrTail.of(stdio.stderr());
        output.markStarted();
        Thread.ofVirtual().name("to a student").start(() -> writeOrders(frames));
        outputThread = Thread.ofVirtual().name("from a student").start(() -> {
            relayOutput(frames, check, opened);
            drainStdout(stdio);
        });
    }

    /** The account of a link that is closed already gives no memory: no later call would end its wait. */
    private synchronized MessageMemoryAccount open() {
        account = accounts.get();
        if (closed) {
            account.cancel();
        }
        return account;
    }

    @Override
    public void forward(StudentOrder order) throws InterruptedException {
        orders.put(codec.encode(order));
        if (order instanceof StudentOrder.Init) {
            output.markCommandSent();
        }
    }

    private void writeOrders(FrameStream frames) {
        try {
            for (Optional<byte[]> order = orders.take(); order.isPresent(); order = orders.take()) {
                frames.write(order.get());
            }
        } catch (IOException e) {
            LOG.debug("Stopped sending input to a student: {}", e.getMessage());
            orders.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Read before it is passed on, never as it stands: it must not pass for another student's words, or for the agent's. */
    private void relayOutput(FrameStream frames, MessageValidator check, MessageMemoryAccount opened) {
        try {
            for (Optional<byte[]> frame = frames.read(); frame.isPresent(); frame = frames.read()) {
                switch (codec.decode(check.type(), frame.get())) {
                    case StudentMessage.Output printed -> output.relay(printed);
                    case StudentMessage.SshReady ready -> onSshReady.accept(ready);
                }
                opened.release();
            }
        } catch (MalformedMessage e) {
            LOG.warn("Stopped reading from a student container after an invalid message: {}", e.getMessage());
        } catch (IOException e) {
            LOG.debug("Stopped relaying a student's messages: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            opened.close();
        }
    }

    /** Lets the container write on and come to its end. */
    private static void drainStdout(Stdio stdio) {
        try {
            stdio.stdout().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.debug("Cannot read a student's messages", e);
        }
    }

    @Override
    public void drain(boolean limitExceeded) throws InterruptedException {
        outputThread.join();
        output.drain();
    }

    @Override
    public void releaseGrader() { }

    @Override
    public void close() {
        orders.close();
        folders.close();
        output.close();
        synchronized (this) {
            closed = true;
            if (account != null) {
                account.cancel();
            }
        }
    }
}
