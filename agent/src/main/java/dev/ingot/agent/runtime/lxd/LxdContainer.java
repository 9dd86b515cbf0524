package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.linux.CgroupStats;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Exit;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.runtime.Usage;
import dev.ingot.agent.runtime.lxd.client.InstanceCommand;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Represents an instance and the one program that is executed in it. When the program ends, the instance is removed. */
final class LxdContainer implements Container {

    private static final Exit KILLED = new Exit.Signalled(9);
    private static final int SIGKILL_STATUS = 128 + 9;
    /** How long to wait for the program's exit status after its end and the removal of the instance. */
    private static final Duration EXIT_CODE_TIMEOUT = Duration.ofMinutes(2);

    private final InstanceApi instances;
    private final String name;
    private final InstanceProgram program;
    private final Supplier<Optional<CgroupStats>> cgroup;
    private final Runnable onRemoval;
    private final InstanceMeter meter;
    private final InstanceRemover remover;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> removed = new CompletableFuture<>();
    private volatile boolean killed;
    private volatile Optional<InstanceCommand> command = Optional.empty();

    /**
     * Represents an instance just created.
     *
     * @param name      of the instance
     * @param program   to execute
     * @param cgroup    finds the cgroup of the running instance; empty when the agent cannot read it
     * @param onRemoval runs when the instance was removed
     */
    LxdContainer(InstanceApi instances, String name, InstanceProgram program, Supplier<Optional<CgroupStats>> cgroup,
        Runnable onRemoval) {
        this.instances = instances;
        this.name = name;
        this.program = program;
        this.cgroup = cgroup;
        this.onRemoval = onRemoval;
        this.meter = new InstanceMeter(instances, name);
        this.remover = new InstanceRemover(instances, name);
    }

    @Override
    public String id() {
        return name;
    }

    @Override
    public Stdio start() {
        if (!started.compareAndSet(false, true) || killed) {
            throw new RuntimeFault(Kind.CONFLICT, "container " + name + " was started or killed before", null);
        }
        try {
            instances.start(name);
            Optional<CgroupStats> group = cgroup.get();
            meter.onStart(group);
            command = Optional.of(program.run(instances, name, group));
            group.filter(_ -> program.spec().attached()).ifPresent(this::enlargeStdout);
        } catch (RuntimeFault e) {
            if (killed) {
                exit.complete(KILLED);
                return Stdio.NONE;
            }
            throw program.explain(e);
        }
        InstanceCommand running = command.get();
        running.ended().thenRunAsync(() -> onCommandEnd(running), task -> Thread.ofVirtual().name("end-of-" + name).start(task));
        if (closed.get()) {
            running.close();
        }
        return running.stdio();
    }

    /** Enlarges the pipe on a new thread: the server creates it some time after the request, and does not report the program. */
    private void enlargeStdout(CgroupStats group) {
        Thread.ofVirtual().name("pipe-of-" + name).start(new StdoutPipeEnlarger(group, () -> closed.get() || exit.isDone()));
    }

    /**
     * Removes the instance after the end of its program. Processes that the program started may keep its streams open; the server
     * then reports the exit status only after they have ended.
     */
    private void onCommandEnd(InstanceCommand ended) {
        Usage usage = meter.readFinal();
        remover.removeAsync();
        try {
            int status = ended.awaitExitCode(EXIT_CODE_TIMEOUT);
            exit.complete(interpret(status, usage));
        } catch (RuntimeFault e) {
            if (killed || closed.get()) {
                exit.complete(KILLED);
            } else {
                exit.completeExceptionally(e);
            }
        }
    }

    private Exit interpret(int status, Usage usage) {
        if (status == SIGKILL_STATUS && usage.outOfMemory()) {
            return new Exit.OutOfMemory();
        }
        if (status < 0) {
            return KILLED;
        }
        return Exit.ofStatus(status);
    }

    @Override
    public Exit await() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeFault fault ? fault
                : new RuntimeFault(Kind.INTERNAL, "wait for " + name, e.getCause());
        }
    }

    @Override
    public void updateLimits(Limits limits) {
        instances.setLimits(name, InstanceRequest.limits(limits));
        meter.onLimitsChanged();
    }

    @Override
    public Usage usage() {
        return meter.read();
    }

    @Override
    public void kill() {
        killed = true;
        if (!started.get()) {
            exit.complete(KILLED);
            return;
        }
        meter.read();
        remover.removeAsync();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            removed.join();
            return;
        }
        try {
            meter.readFinal();
            remover.removeAndWait();
            command.ifPresent(InstanceCommand::close);
            onRemoval.run();
        } finally {
            exit.complete(KILLED);
            removed.complete(null);
        }
    }
}
