package dev.ingot.agent.runtime;

import dev.ingot.grading.FrameStream;
import dev.ingot.protocol.MalformedMessage;
import dev.ingot.protocol.MsgpackTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;

/** Offers a scripted program what it needs: its specification, the messages of the agent, its mounts. */
public final class ScriptedProgramContext {
    private static final int LARGEST_FRAME = 1 << 24;

    private final ScriptedContainer container;
    private final InputStream stdin;
    private final OutputStream stdout;
    private final OutputStream stderr;
    private final FrameStream frames;

    ScriptedProgramContext(ScriptedContainer container, InputStream stdin, OutputStream stdout, OutputStream stderr) {
        this.container = container;
        this.stdin = stdin;
        this.stdout = stdout;
        this.stderr = stderr;
        this.frames = new FrameStream(stdin, stdout, ByteOrder.BIG_ENDIAN, LARGEST_FRAME);
    }

    /** Returns the specification of the container. */
    public ContainerSpec spec() {
        return container.spec();
    }

    /** Waits for the next message of the agent. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> receive() throws IOException {
        try {
            byte[] frame = frames.read().orElseThrow(() -> new IOException("the agent has closed stdin"));
            return (Map<String, Object>) MsgpackTree.decode(frame);
        } catch (MalformedMessage e) {
            throw new IOException(e);
        }
    }

    /** Waits for the next message, which must have this type. */
    public Map<String, Object> receive(String type) throws IOException {
        Map<String, Object> order = receive();
        if (!type.equals(order.get("type"))) {
            throw new IOException("expected " + type + ", got " + order);
        }
        return order;
    }

    public void send(Map<String, Object> message) throws IOException {
        frames.write(MsgpackTree.encode(message));
    }

    /** Sends the grader's last message, with the result. */
    public void sendResult(Map<String, Object> result) throws IOException {
        send(Map.of("type", "result", "result", result));
    }

    /** Requests a student container with the limits of the grader. */
    public void requestStudent(String socketId, Map<String, Object> changes) throws IOException {
        Map<String, Object> request = new HashMap<>(Map.of("type", "run_student", "environment", "", "time_limit", 0,
            "hard_time_limit", 0, "memory_limit", 0, "share_network", false, "socket_id", socketId, "ssh", false,
            "run_as_root", false));
        request.putAll(changes);
        send(request);
    }

    /** Returns the folder on the host that is mounted at {@code target}. */
    public Path mountSource(String target) {
        return spec().mounts().stream().filter(mount -> mount.target().equals(target)).map(Mount::source).findAny()
            .orElseThrow(() -> new NoSuchElementException(target + " is not mounted"));
    }

    /** Sets the usage that the container reports from now on. */
    public void setUsage(Usage usage) {
        container.setUsage(usage);
    }

    public void write(byte[] raw) throws IOException {
        stdout.write(raw);
        stdout.flush();
    }

    public void writeStderr(String text) throws IOException {
        stderr.write(text.getBytes(StandardCharsets.UTF_8));
    }

    public void closeStdout() throws IOException {
        stdout.close();
    }

    public void closeStderr() throws IOException {
        stderr.close();
    }

    /** Waits until the container is killed. */
    public int waitForKill() throws InterruptedException {
        new CountDownLatch(1).await();
        return 0;
    }
}
