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

/** A container of a daemon. Costs attach, start, wait and remove, and an inspect when only the daemon knows of the memory. */
final class DockerContainer implements Container {

    private static final Logger LOG = LoggerFactory.getLogger(DockerContainer.class);
    private static final Exit KILLED = new Exit.Signalled(9);
    /** The code a shell, and Docker, shows for an end by SIGKILL. */
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

    /** A container just created; {@code atRemoval} runs when it is removed. */
    DockerContainer(
            DockerConnection connection, CgroupLocator places, OciRuntimeKind ociRuntimeKind, String id, boolean attached,
            HostPorts ports, Runnable onRemoval) {
        this.connection = connection;
        this.ociRuntimeKind = ociRuntimeKind;
        this.id = id;
        this.attached = attached;
        this.ports = ports;
        this.onRemoval = onRemoval;
        this.meter = new UsageMeter(connection, places, id);
    }

    /** A container of an earlier life, in whatever state. */
    static DockerContainer orphan(DockerConnection daemon, CgroupLocator places, String id) {
        DockerContainer container =
            new DockerContainer(daemon, places, OciRuntimeKind.RUNC_LIKE, id, false, new HostPorts(Map.of()), () -> { });
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
            // Podman prepares a container when somebody attaches, so that may already fail for want of a port.
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
            // Of all containers or of none: the probe has said so. Or this one has ended already.
            LOG.debug("container {}: memory.oom.group, or the limit of sockets, could not be set", id, e);
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
     * The engine made the pipe with the usual 64 KiB. Container programs write their result without waiting and end, so that
     * what does not fit is lost, however quick the engine reads.
     */
    private void enlargeStdout() {
        try {
            Optional<Long> init = meter.initPid();
            if (init.isPresent()) {
                PipeCapacity.enlargeStdout(init.get());
            }
        } catch (IOException e) {
            // It has ended already, or we are not root, or the host's processes are out of sight.
            LOG.debug("container {} keeps a pipe of the usual size", id, e);
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
            LOG.debug("container {} has ended already", id, e);
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

    /** The daemon answers a kill when the container is gone, which may take seconds; the caller does not wait for that. */
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
                    LOG.warn("container {} could not be killed", id, e);
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
            onRemoval.run();
            meter.onEnd();
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

    /** Waits for the end, once for all who ask. */
    private void watchExit() {
        if (exitWatched.compareAndSet(false, true)) {
            Thread.ofVirtual().name("end-of-" + id).start(() -> {
                try {
                    JsonNode said = connection.callJson("wait for " + id, Method.POST, connection.manager().waitPath(id));
                    exit.complete(interpret(said.path("StatusCode").asInt(said.asInt())));
                } catch (RuntimeException e) {
                    exit.completeExceptionally(e);
                }
            });
        }
    }

    private Exit interpret(int code) {
        meter.onEnd();
        if (code <= 0 && !connection.manager().reportsRemovalAsKill() && isRemoved()) {
            return KILLED;
        }
        if (!meter.last().outOfMemory() && exceededMemory(code == SIGKILL_STATUS && !killed)) {
            meter.markOutOfMemory();
        }
        if (code == SIGKILL_STATUS && meter.last().outOfMemory()) {
            return new Exit.OutOfMemory();
        }
        return Exit.ofStatus(code);
    }

    /** What the readings do not tell. */
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
            // Removed in the meantime: then nobody asks.
            return false;
        }
    }
}
