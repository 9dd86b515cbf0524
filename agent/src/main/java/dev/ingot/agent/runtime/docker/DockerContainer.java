package dev.ingot.agent.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import dev.ingot.agent.linux.PipeCapacity;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Exit;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.runtime.Usage;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container of Docker or Podman. Takes the calls attach, start, wait and remove, and inspect when only the manager knows
 * whether the memory limit was exceeded.
 */
final class DockerContainer implements Container {

    private static final Logger LOG = LoggerFactory.getLogger(DockerContainer.class);
    private static final Exit KILLED = new Exit.Signalled(9);
    /** The exit status that shells and Docker report for SIGKILL. */
    private static final int SIGKILL_STATUS = 128 + 9;

    private final DockerConnection connection;
    private final OciRuntimeKind ociRuntimeKind;
    private final String id;
    private final boolean attached;
    private final HostPorts ports;
    private final Runnable onRemoval;
    private final UsageMeter meter;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean exitWatched = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> removed = new CompletableFuture<>();
    private volatile boolean killed;
    private volatile Attachment attachment;

    /**
     * Represents a container just created.
     *
     * @param attached  whether the agent uses its streams
     * @param ports     host ports that it publishes
     * @param onRemoval runs when it is removed
     */
    DockerContainer(
            DockerConnection connection, CgroupLocator cgroups, OciRuntimeKind ociRuntimeKind, String id, boolean attached,
            HostPorts ports, Runnable onRemoval) {
        this.connection = connection;
        this.ociRuntimeKind = ociRuntimeKind;
        this.id = id;
        this.attached = attached;
        this.ports = ports;
        this.onRemoval = onRemoval;
        this.meter = new UsageMeter(connection, cgroups, id);
    }

    /** Represents a container in any state that this process did not create. */
    static DockerContainer orphan(DockerConnection connection, CgroupLocator cgroups, String id) {
        DockerContainer container =
            new DockerContainer(connection, cgroups, OciRuntimeKind.RUNC_LIKE, id, false, new HostPorts(Map.of()), () -> { });
        container.started.set(true);
        return container;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Stdio start() {
        if (!started.compareAndSet(false, true) || killed) {
            throw new RuntimeFault(Kind.CONFLICT, "container " + id + " was started or killed before", null);
        }
        Attachment streams;
        try {
            // Podman initializes a container when a client attaches, so attaching already fails when a port is taken.
            streams = attached ? new Attachment(connection, id) : null;
            attachment = streams;
            connection.call("start " + id, docker -> docker.startContainerCmd(id).exec());
        } catch (RuntimeFault e) {
            closeAttachment();
            throw connection.isLocal() ? ports.explain(e) : e;
        }
        try {
            meter.onStart();
        } catch (IOException e) {
            // Either this fails for all containers, which the probe reports, or this container has already ended.
            LOG.debug("Cannot set memory.oom.group or the limit of socket buffers of container {}", id, e);
        }
        if (attached) {
            enlargeStdout();
        }
        watchExit();
        if (killed) {
            kill();
        }
        if (closed.get()) {
            closeAttachment();
        }
        return streams == null ? Stdio.NONE : streams.stdio();
    }

    /**
     * Enlarges the pipe behind stdout. The manager creates it with the default of 64 KiB (pipe(7)). Container programs write
     * their result without blocking and exit, so the part that does not fit is lost, however fast the manager reads.
     */
    private void enlargeStdout() {
        try {
            Optional<Long> init = meter.initPid();
            if (init.isPresent()) {
                PipeCapacity.enlargeStdout(init.get());
            }
        } catch (IOException e) {
            // The container has already ended, or the agent is not root, or cannot see the host's processes.
            LOG.debug("Cannot enlarge the stdout pipe of container {}", id, e);
        }
    }

    @Override
    public Exit await() throws InterruptedException {
        if (started.get() && !attached) {
            watchExit();
        }
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw DockerFaults.of("wait for " + id, e.getCause());
        }
    }

    @Override
    public void updateLimits(Limits limits) {
        connection.call("change the limits of " + id, docker -> docker.updateContainerCmd(id).withMemory(limits.memoryBytes())
            .withMemorySwap(limits.memoryBytes()).withPidsLimit((long) limits.processes()).exec());
        try {
            meter.onLimitsChanged();
        } catch (IOException e) {
            LOG.debug("Cannot limit the socket buffers of container {}: it has already ended", id, e);
        }
    }

    @Override
    public Usage usage() {
        return meter.read();
    }

    @Override
    public void kill() {
        kill(() -> { });
    }

    @Override
    public void killOrRemove() {
        kill(this::close);
    }

    /** Kills on a new thread: the manager answers only when the container has ended, which may take seconds. */
    private void kill(Runnable afterFailure) {
        killed = true;
        if (!started.get()) {
            exit.complete(KILLED);
            return;
        }
        Thread.ofVirtual().name("kill-" + id).start(() -> {
            try {
                connection.call("kill " + id, docker -> docker.killContainerCmd(id).exec());
            } catch (RuntimeFault e) {
                if (e.kind() != Kind.CONFLICT && e.kind() != Kind.NOT_FOUND) {
                    LOG.warn("Cannot kill container {}. It runs until it is removed", id, e);
                    afterFailure.run();
                }
            }
        });
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            removed.join();
            return;
        }
        try {
            meter.read();
            closeAttachment();
            ContainerRemover.remove(connection, id);
            meter.onEnd();
            onRemoval.run();
        } finally {
            exit.complete(KILLED);
            removed.complete(null);
        }
    }

    private void closeAttachment() {
        Attachment streams = attachment;
        if (streams != null) {
            streams.close();
        }
    }

    /** Starts to wait for the container's end, unless that has been done before. */
    private void watchExit() {
        if (exitWatched.compareAndSet(false, true)) {
            Thread.ofVirtual().name("end-of-" + id).start(() -> {
                try {
                    JsonNode answer = connection.callJson("wait for " + id, Method.POST, connection.manager().waitPath(id));
                    exit.complete(interpret(answer.path("StatusCode").asInt(answer.asInt())));
                } catch (RuntimeException e) {
                    exit.completeExceptionally(e);
                }
            });
        }
    }

    private Exit interpret(int status) {
        meter.onEnd();
        if (status <= 0 && !connection.manager().reportsRemovalAsKill() && isRemoved()) {
            return KILLED;
        }
        if (!meter.last().outOfMemory() && exceededMemory(status == SIGKILL_STATUS && !killed)) {
            meter.markOutOfMemory();
        }
        if (status == SIGKILL_STATUS && meter.last().outOfMemory()) {
            return new Exit.OutOfMemory();
        }
        return Exit.ofStatus(status);
    }

    /** Determines whether the memory limit was exceeded when the usage meter has not seen it. */
    private boolean exceededMemory(boolean killedByOthers) {
        return ociRuntimeKind.hidesOutOfMemory() ? killedByOthers : (killedByOthers || !meter.hasFinalReading())
            && inspectOutOfMemory();
    }

    private boolean isRemoved() {
        try {
            connection.call("inspect " + id, docker -> docker.inspectContainerCmd(id).exec());
            return false;
        } catch (RuntimeFault e) {
            return e.kind() == Kind.NOT_FOUND;
        }
    }

    private boolean inspectOutOfMemory() {
        try {
            return connection.call("inspect " + id, docker ->
                Boolean.TRUE.equals(docker.inspectContainerCmd(id).exec().getState().getOOMKilled()));
        } catch (RuntimeFault e) {
            // Removed in the meantime: then the job no longer needs the exit.
            return false;
        }
    }
}
