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
import dev.ingot.agent.runtime.Uninterruptibles;
import dev.ingot.agent.runtime.Usage;
import dev.ingot.agent.runtime.oci.network.BridgePlan;
import dev.ingot.agent.runtime.oci.network.PortReservation;
import dev.ingot.agent.runtime.oci.root.UserMapping;
import dev.ingot.agent.runtime.oci.store.ImageLease;
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

/**
 * A container whose OCI command is a child process of the agent: the command has the container's streams and exits with it.
 */
final class OciContainer implements Container {

    private static final Logger LOG = LoggerFactory.getLogger(OciContainer.class);
    private static final Exit KILLED = new Exit.Signalled(9);
    /** From this exit code on, the command may itself have been killed by a signal. */
    private static final int SIGNAL_STATUS_BASE = 128;

    /** A command exits within milliseconds; a busy host may need longer. */
    private static final Duration COMMAND_EXIT_TIMEOUT = Duration.ofSeconds(5);

    /** A start takes milliseconds; the limit is for a command that hangs or is stopped by a signal. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    private final OciRuntimeContext context;
    private final Launcher launcher;
    private final byte[] config;
    private final ImageLease image;
    private final boolean attached;
    private final Optional<BridgePlan> bridgePlan;
    private final Optional<UserMapping> userMapping;
    private final Map<String, String> labels;
    private final CgroupMeter meter;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean killed;
    private volatile Optional<Long> initPid = Optional.empty();
    private volatile Optional<PortReservation> ports = Optional.empty();

    OciContainer(OciRuntimeContext context, Launcher launcher, byte[] config, ImageLease image, ContainerSpec spec,
        Optional<BridgePlan> bridgePlan, Optional<UserMapping> userMapping) {
        this.context = context;
        this.launcher = launcher;
        this.config = config;
        this.image = image;
        this.attached = spec.attached();
        this.labels = spec.labels();
        this.userMapping = userMapping;
        this.bridgePlan = bridgePlan;
        this.meter = new CgroupMeter(launcher.cgroup());
    }

    @Override
    public String id() {
        return launcher.folder().id();
    }

    /** Returns the process id of its first process on the host; empty until the container runs. */
    Optional<Long> initPid() {
        return initPid;
    }

    /**
     * Returns whether this is the grader of a job and {@code other} are the labels of a student container of the same job.
     */
    boolean isGraderOf(Map<String, String> other) {
        return "grader".equals(labels.get(Labels.ROLE)) && "student".equals(other.get(Labels.ROLE))
            && labels.containsKey(Labels.JOB) && labels.get(Labels.JOB).equals(other.get(Labels.JOB));
    }

    /** Returns whether it has a network of its own with a gateway. */
    boolean hasNetwork() {
        return bridgePlan.isPresent();
    }

    @Override
    public Stdio start() {
        if (!started.compareAndSet(false, true) || killed) {
            throw new RuntimeFault(Kind.CONFLICT, "container " + id() + " was started or killed before", null);
        }
        try {
            connect();
            launchAndAwaitStart();
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
        if (bridgePlan.isPresent()) {
            ports = Optional.of(new PortReservation(bridgePlan.get().hostPorts()));
            launcher.folder().network().connect(bridgePlan.get(), userMapping.map(UserMapping::namespace));
        }
    }

    /** Returns when the container runs, or has run and exited. */
    private void launchAndAwaitStart() throws IOException {
        CompletableFuture<Void> running = context.startWatcher().expect(id());
        CompletableFuture<Integer> ended = launcher.process().exit();
        ended.thenAccept(this::onCommandExit);
        meter.onStart();
        launcher.launch(config);
        try {
            CompletableFuture.anyOf(running, ended).get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            kill();
            throw new IOException("it has not started within " + START_TIMEOUT.toMinutes() + " min", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
            throw new IOException("interrupted", e);
        }
        boolean hasRun = running.isDone() || context.startWatcher().hasStarted(id())
            || context.command().hasRun(ended.join());
        initPid = context.readInitPid(id());
        if (attached && context.command().copiesStreams()) {
            enlargeStdout();
        }
        context.seccompFilter().cacheFrom(launcher.folder().commandState(), id());
        if (!hasRun && !killed) {
            throw new RuntimeFault(Kind.INTERNAL, "container " + id() + " did not start: " + launcher.folder().readLog(), null);
        }
    }

    /** Enlarges the pipe that the command created for the container; the agent's own pipe is large from the beginning. */
    private void enlargeStdout() {
        try {
            if (initPid.isPresent()) {
                PipeCapacity.enlargeStdout(initPid.get());
            }
        } catch (IOException e) {
            LOG.debug("Cannot enlarge the output pipe of container {}: it has ended", id(), e);
        }
    }

    private void onCommandExit(int code) {
        Usage usage = meter.readFinal();
        if (code >= SIGNAL_STATUS_BASE) {
            // The kernel may have killed the command itself; its container would continue to run.
            killAll(_ -> true);
        }
        exit.complete(interpret(code, usage));
    }

    private Exit interpret(int code, Usage usage) {
        if (context.command().killedExitCodes().contains(code)) {
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
    public void updateLimits(Limits limits) {
        try {
            context.command().setLimits(launcher.cgroup(), limits.withExtraMemory(context.overhead()));
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
        // The OCI command reports the container's exit, unless it is killed before the container runs.
        long command = launcher.process().pid();
        boolean running = initPid.isPresent();
        killAll(process -> process != command || !running);
        if (!running) {
            launcher.process().kill();
        } else {
            killCommandUnlessItExits();
        }
    }

    /**
     * Kills a command that does not exit after its container: one that is stopped (SIGSTOP) or hangs would never report the
     * exit.
     */
    private void killCommandUnlessItExits() {
        ChildProcess command = launcher.process();
        command.exit().copy().orTimeout(COMMAND_EXIT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).exceptionally(_ -> {
            LOG.warn("Killing {} of container {}: it did not exit within {} s after its container was killed",
                context.command().command(), id(), COMMAND_EXIT_TIMEOUT.toSeconds());
            command.kill();
            return null;
        });
    }

    private void killAll(LongPredicate victim) {
        try {
            launcher.cgroup().kill(victim);
        } catch (IOException e) {
            LOG.warn("Cannot kill container {}; its removal is tried next", id(), e);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Uninterruptibles.run(this::remove);
        }
    }

    private void remove() {
        meter.readFinal();
        // When the command has exited, all processes have been killed.
        if (!exit.isDone()) {
            kill();
        }
        launcher.terminate();
        exit.complete(KILLED);
        context.remove(launcher.folder());
        ports.ifPresent(reserved -> {
            try {
                reserved.close();
            } catch (IOException e) {
                LOG.warn("Cannot release the host ports of container {}; they stay reserved until the agent ends", id(), e);
            }
        });
        image.close();
    }
}
