package dev.ingot.agent.runtime;

import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/** Represents a container whose program is Java code on a virtual thread, connected by three pipes. */
public final class ScriptedContainer implements Container {
    private final String id;
    private final ContainerSpec spec;
    private final ScriptedProgram program;
    private final Runnable onStart;
    private final Set<ScriptedContainer> openContainers;
    private final AtomicReference<Usage> usage = new AtomicReference<>(new Usage(0, 0, false));
    private final AtomicReference<Limits> limits;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final List<Closeable> outerEnds = new ArrayList<>();
    private volatile boolean killed;
    private Thread thread;

    ScriptedContainer(
        String id, ContainerSpec spec, ScriptedProgram program, Runnable onStart, Set<ScriptedContainer> openContainers) {
        this.id = id;
        this.spec = spec;
        this.limits = new AtomicReference<>(spec.limits());
        this.program = program;
        this.onStart = onStart;
        this.openContainers = openContainers;
    }

    @Override
    public String id() {
        return id;
    }

    public ContainerSpec spec() {
        return spec;
    }

    /** Sets what {@link #usage} returns from now on. */
    public void setUsage(Usage now) {
        usage.set(now);
    }

    @Override
    public Stdio start() {
        onStart.run();
        return started();
    }

    private synchronized Stdio started() {
        if (thread != null || killed) {
            throw new RuntimeFault(Kind.CONFLICT, id + " was started or killed before", null);
        }
        try {
            Pipe in = Pipe.open();
            Pipe out = Pipe.open();
            Pipe err = Pipe.open();
            outerEnds.addAll(List.of(in.sink(), out.source(), err.source()));
            thread = Thread.ofVirtual().name("program of " + id).start(() -> runProgram(in, out, err));
            return spec.attached() ? new Stdio(Channels.newOutputStream(in.sink()), Channels.newInputStream(out.source()),
                Channels.newInputStream(err.source())) : Stdio.NONE;
        } catch (IOException e) {
            throw new RuntimeFault(Kind.EXHAUSTED, "no pipe", e);
        }
    }

    private void runProgram(Pipe in, Pipe out, Pipe err) {
        Exit end = new Exit.Code(1);
        try (InputStream stdin = Channels.newInputStream(in.source());
            OutputStream stdout = Channels.newOutputStream(out.sink());
            OutputStream stderr = Channels.newOutputStream(err.sink())) {
            end = new Exit.Code(program.run(new ScriptedProgramContext(this, stdin, stdout, stderr)));
        } catch (InterruptedException | IOException e) {
            end = killed ? new Exit.Signalled(9) : end;
        } finally {
            exit.complete(usage.get().outOfMemory() ? new Exit.OutOfMemory() : end);
        }
    }

    @Override
    public Exit await() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void updateLimits(Limits now) {
        limits.set(now);
    }

    /** Returns its current limits. */
    public Limits limits() {
        return limits.get();
    }

    @Override
    public Usage usage() {
        return usage.get();
    }

    @Override
    public synchronized void kill() {
        killed = true;
        if (thread == null) {
            exit.complete(new Exit.Signalled(9));
        } else {
            thread.interrupt();
        }
    }

    @Override
    public void close() {
        kill();
        try {
            await();
            for (Closeable end : outerEnds) {
                end.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        openContainers.remove(this);
    }
}
