package dev.ingot.agent.runtime;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Represents a process of the host, its descendants and its directory. */
final class ProcessContainer implements Container {

    /** Limits the open files, runs the command, and writes to disk what it and its children have used. */
    private static final String WRAPPER = "ulimit -n \"$1\"; shift; \"$@\"; code=$?; times > .times; exit $code";

    private final Path root;
    private final List<String> command;
    private final ContainerSpec spec;
    private final Consumer<String> forget;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean killed;
    private volatile ProcessSession session;
    private volatile Usage last = Usage.UNKNOWN;

    ProcessContainer(Path root, List<String> command, ContainerSpec spec, Consumer<String> forget) {
        this.root = root;
        this.command = command;
        this.spec = spec;
        this.forget = forget;
    }

    Map<String, String> labels() {
        return spec.labels();
    }

    @Override
    public String id() {
        return root.getFileName().toString();
    }

    @Override
    public Stdio start() {
        if (!started.compareAndSet(false, true) || killed) {
            throw new RuntimeFault(RuntimeFault.Kind.CONFLICT, id() + " was started or killed before", null);
        }
        if (command.getFirst().contains("/") && !Files.isExecutable(Path.of(command.getFirst()))) {
            throw new RuntimeFault(RuntimeFault.Kind.INVALID, "no program " + command.getFirst(), null);
        }
        Process process = launch();
        session = new ProcessSession(process.pid());
        process.onExit().thenAccept(ended -> {
            session.kill();
            usage();
            exit.complete(interpret(ended.exitValue()));
        });
        if (killed) {
            kill();
        }
        return spec.attached()
            ? new Stdio(new FlushingOutputStream(process.getOutputStream()), process.getInputStream(), process.getErrorStream())
            : Stdio.NONE;
    }

    private Process launch() {
        List<String> line = new ArrayList<>(
            List.of("setsid", "sh", "-c", WRAPPER, "sh", Integer.toString(spec.limits().files())));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line).directory(root.toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().putAll(spec.environment());
        if (!spec.attached()) {
            builder.redirectInput(Path.of("/dev/null").toFile());
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw new RuntimeFault(RuntimeFault.Kind.INTERNAL, "start " + command, e);
        }
    }

    private static Exit interpret(int code) {
        return Exit.ofStatus(code);
    }

    @Override
    public Exit await() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public synchronized Usage usage() {
        ProcessSession own = session;
        if (own != null) {
            long nanos = Math.max(own.cpuNanos(), ProcessSession.cpuNanosAtEnd(root.resolve(".times")));
            last = new Usage(Math.max(last.cpuNanos(), nanos), -1, false);
        }
        return last;
    }

    @Override
    public void kill() {
        killed = true;
        if (!started.get()) {
            exit.complete(new Exit.Signalled(9));
            return;
        }
        ProcessSession own = session;
        if (own != null) {
            usage();
            own.kill();
        }
    }

    @Override
    public void close() {
        kill();
        if (session == null) {
            exit.complete(new Exit.Signalled(9));
        }
        exit.join();
        session = null;
        forget.accept(id());
        if (Files.exists(root)) {
            delete();
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Flushes every write. */
    private static final class FlushingOutputStream extends FilterOutputStream {
        FlushingOutputStream(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            out.flush();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            out.flush();
        }
    }
}
