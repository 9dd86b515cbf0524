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

/** An instance and the one program that is executed in it. When the program ends, the instance goes. */
final class LxdContainer implements Container {

    private static final Exit KILLED = new Exit.Signalled(9);
    private static final int SIGKILL_STATUS = 128 + 9;
    /** Of an end whose instance is gone. */
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
    private volatile boolean killed;
    private volatile Optional<InstanceCommand> command = Optional.empty();

    /**
     * @param cgroup    of the running instance, where it is in sight
     * @param onRemoval runs when the instance is gone
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

    /** The server makes the program's streams some time after it has taken the order, and tells nothing of the program. */
    private void enlargeStdout(CgroupStats group) {
        Thread.ofVirtual().name("output-of-" + name).start(new StdoutPipeEnlarger(group, () -> closed.get() || exit.isDone()));
    }

    /** The program has ended. What it left behind may hold its streams, and the server then keeps its code back. */
    private void onCommandEnd(InstanceCommand ended) {
        Usage usage = meter.readFinal();
        remover.removeAsync();
        try {
            int code = ended.awaitExitCode(EXIT_CODE_TIMEOUT);
            exit.complete(interpret(code, usage));
        } catch (RuntimeFault e) {
            if (killed || closed.get()) {
                exit.complete(KILLED);
            } else {
                exit.completeExceptionally(e);
            }
        }
    }

    private Exit interpret(int code, Usage usage) {
        if (code == SIGKILL_STATUS && usage.outOfMemory()) {
            return new Exit.OutOfMemory();
        }
        if (code < 0) {
            return KILLED;
        }
        return Exit.ofStatus(code);
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
            return;
        }
        meter.readFinal();
        remover.removeAndWait();
        command.ifPresent(InstanceCommand::close);
        onRemoval.run();
        exit.complete(KILLED);
    }
}
