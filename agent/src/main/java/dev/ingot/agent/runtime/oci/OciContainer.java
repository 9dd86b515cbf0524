package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.ChildProcess;
import dev.ingot.agent.linux.PipeCapacity;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Exit;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.runtime.Uninterrupted;
import dev.ingot.agent.runtime.Usage;
import dev.ingot.agent.runtime.oci.network.BridgePlan;
import dev.ingot.agent.runtime.oci.network.PortReservation;
import dev.ingot.agent.runtime.oci.root.UserMapping;
import dev.ingot.agent.runtime.oci.store.Lease;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container whose OCI command is our child: it has the container's streams, and ends with it. */
final class OciContainer implements Container {

    private static final Logger LOG = LoggerFactory.getLogger(OciContainer.class);
    private static final Exit KILLED = new Exit.Signalled(9);
    /** From here on a code tells of a signal, or of nothing. */
    private static final int NO_ORDINARY_END = 128;

    /** A command needs milliseconds; a busy host may take longer. */
    private static final Duration COMMAND_ENDS_WITHIN = Duration.ofSeconds(5);

    /** A start takes milliseconds; this is for a command that hangs, or was stopped by a signal. */
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);

    private final RuntimeState state;
    private final Launcher launcher;
    private final byte[] config;
    private final Lease image;
    private final boolean attached;
    private final Optional<BridgePlan> plan;
    private final Optional<UserMapping> users;
    private final Map<String, String> labels;
    private final CgroupMeter meter;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean killed;
    private volatile Optional<Long> init = Optional.empty();
    private volatile Optional<PortReservation> ports = Optional.empty();

    OciContainer(RuntimeState state, Launcher launcher, byte[] config, Lease image, ContainerSpec spec, Optional<BridgePlan> plan,
        Optional<UserMapping> users) {
        this.state = state;
        this.launcher = launcher;
        this.config = config;
        this.image = image;
        this.attached = spec.attached();
        this.labels = spec.labels();
        this.users = users;
        this.plan = plan;
        this.meter = new CgroupMeter(launcher.cgroup());
    }

    @Override
    public String id() {
        return launcher.folder().id();
    }

    /** Its first process, by the number on the host, once it runs. */
    Optional<Long> init() {
        return init;
    }

    /** Whether the other is a student container of the same job, and this the grader's. */
    boolean grades(Map<String, String> other) {
        return "grader".equals(labels.get(Labels.ROLE)) && "student".equals(other.get(Labels.ROLE))
            && labels.containsKey(Labels.JOB) && labels.get(Labels.JOB).equals(other.get(Labels.JOB));
    }

    /** Whether it has a network that leads out. */
    boolean connected() {
        return plan.isPresent();
    }

    @Override
    public Stdio start() {
        if (!started.compareAndSet(false, true) || killed) {
            throw new RuntimeFault(Kind.CONFLICT, "container " + id() + " was started or killed before", null);
        }
        try {
            connect();
            run();
        } catch (IOException e) {
            throw OciFaults.of("cannot start container " + id(), e);
        }
        if (killed) {
            kill();
        }
        ChildProcess process = launcher.process();
        return attached ? new Stdio(process.stdin(), process.stdout(), process.stderr()) : Stdio.NONE;
    }

    private void connect() throws IOException {
        if (plan.isPresent()) {
            ports = Optional.of(new PortReservation(plan.get().hostPorts()));
            launcher.folder().network().connect(plan.get(), users.map(UserMapping::namespace));
        }
    }

    /** Returns when the container runs, or has run. */
    private void run() throws IOException {
        CompletableFuture<Void> running = state.signs().expect(id());
        CompletableFuture<Integer> ended = launcher.process().exit();
        ended.thenAccept(this::end);
        meter.started();
        launcher.go(config);
        try {
            CompletableFuture.anyOf(running, ended).get(STARTS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            kill();
            throw new IOException("it did not start within " + STARTS_WITHIN.toMinutes() + " min", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
            throw new IOException("interrupted", e);
        }
        boolean ran = running.isDone() || state.signs().given(id())
            || state.flavour().ranBefore(ended.join());
        init = state.init(id());
        if (attached && state.flavour().copies()) {
            enlargeOutput();
        }
        state.filter().learn(launcher.folder().notes(), id());
        if (!ran && !killed) {
            throw new RuntimeFault(Kind.INTERNAL, "container " + id() + " did not start: " + launcher.folder().lastWords(), null);
        }
    }

    /** The pipe that its command made; ours is large from the beginning. */
    private void enlargeOutput() {
        try {
            if (init.isPresent()) {
                PipeCapacity.enlargeOutput(init.get());
            }
        } catch (IOException e) {
            LOG.debug("container {} has ended already", id(), e);
        }
    }

    private void end(int code) {
        Usage usage = meter.ended();
        if (code >= NO_ORDINARY_END) {
            // The command itself may have been the kernel's victim; its container would live on.
            killAll(_ -> true);
        }
        exit.complete(interpret(code, usage));
    }

    private Exit interpret(int code, Usage usage) {
        if (state.flavour().killed().contains(code)) {
            return usage.outOfMemory() ? new Exit.OutOfMemory() : KILLED;
        }
        return Exit.ofStatus(code);
    }

    @Override
    public Exit await() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw new RuntimeFault(Kind.INTERNAL, "waiting for " + id(), e.getCause());
        }
    }

    @Override
    public void limit(Limits limits) {
        try {
            state.flavour().limit(launcher.cgroup(), limits.withMore(state.overhead()));
        } catch (IOException e) {
            throw OciFaults.of("cannot change the limits of container " + id(), e);
        }
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
        // The OCI command sees the container's end and tells of it, unless it has not come so far.
        long command = launcher.process().pid();
        boolean runs = init.isPresent();
        killAll(process -> process != command || !runs);
        if (!runs) {
            launcher.process().kill();
        } else {
            killCommandUnlessItEnds();
        }
    }

    /** A command that is stopped (SIGSTOP), or hangs, sees nothing; its container's end would never be told. */
    private void killCommandUnlessItEnds() {
        ChildProcess command = launcher.process();
        command.exit().copy().orTimeout(COMMAND_ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS).exceptionally(_ -> {
            LOG.warn("{} of container {} does not end {} s after the container was killed: it is killed too",
                state.flavour().command(), id(), COMMAND_ENDS_WITHIN.toSeconds());
            command.kill();
            return null;
        });
    }

    private void killAll(LongPredicate whom) {
        try {
            launcher.cgroup().kill(whom);
        } catch (IOException e) {
            LOG.warn("container {} could not be killed", id(), e);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Uninterrupted.run(this::remove);
        }
    }

    private void remove() {
        meter.ended();
        // At its end all were killed.
        if (!exit.isDone()) {
            kill();
        }
        launcher.end();
        exit.complete(KILLED);
        state.remove(launcher.folder());
        ports.ifPresent(reserved -> {
            try {
                reserved.close();
            } catch (IOException e) {
                LOG.warn("ports of container {} stay reserved", id(), e);
            }
        });
        image.close();
    }
}
