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
    private static final int BY_SIGKILL = 128 + 9;

    private final Daemon daemon;
    private final Flavour flavour;
    private final String id;
    private final boolean attached;
    private final HostPorts ports;
    private final Runnable atRemoval;
    private final UsageMeter meter;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean watched = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> removed = new CompletableFuture<>();
    private volatile boolean killed;
    private volatile Attachment attachment;

    /** A container just created; {@code atRemoval} runs when it is removed. */
    DockerContainer(
            Daemon daemon, CgroupPlaces places, Flavour flavour, String id, boolean attached, HostPorts ports,
            Runnable atRemoval) {
        this.daemon = daemon;
        this.flavour = flavour;
        this.id = id;
        this.attached = attached;
        this.ports = ports;
        this.atRemoval = atRemoval;
        this.meter = new UsageMeter(daemon, places, id);
    }

    /** A container of an earlier life, in whatever state. */
    static DockerContainer leftover(Daemon daemon, CgroupPlaces places, String id) {
        DockerContainer container =
            new DockerContainer(daemon, places, Flavour.USUAL, id, false, new HostPorts(Map.of()), () -> { });
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
            streams = attached ? new Attachment(daemon, id) : null;
            attachment = streams;
            daemon.ask("start " + id, docker -> docker.startContainerCmd(id).exec());
        } catch (RuntimeFault e) {
            closeAttachment();
            throw daemon.local() ? ports.explain(e) : e;
        }
        try {
            meter.started();
        } catch (IOException e) {
            // Of all containers or of none: the probe has said so. Or this one has ended already.
            LOG.debug("container {}: memory.oom.group, or the limit of sockets, could not be set", id, e);
        }
        if (attached) {
            enlargeOutput();
        }
        watch();
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
    private void enlargeOutput() {
        try {
            Optional<Long> init = meter.init();
            if (init.isPresent()) {
                PipeCapacity.enlargeOutput(init.get());
            }
        } catch (IOException e) {
            // It has ended already, or we are not root, or the host's processes are out of sight.
            LOG.debug("container {} keeps a pipe of the usual size", id, e);
        }
    }

    @Override
    public Exit await() throws InterruptedException {
        if (started.get() && !attached) {
            watch();
        }
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw DockerFaults.of("wait for " + id, e.getCause());
        }
    }

    @Override
    public void limit(Limits limits) {
        daemon.ask("change the limits of " + id, docker -> docker.updateContainerCmd(id).withMemory(limits.memoryBytes())
            .withMemorySwap(limits.memoryBytes()).withPidsLimit((long) limits.processes()).exec());
        try {
            meter.limitChanged();
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
    public void end() {
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
                daemon.ask("kill " + id, docker -> docker.killContainerCmd(id).exec());
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
            Removal.of(daemon, id);
            atRemoval.run();
            meter.ended();
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
    private void watch() {
        if (watched.compareAndSet(false, true)) {
            Thread.ofVirtual().name("end-of-" + id).start(() -> {
                try {
                    JsonNode said = daemon.json("wait for " + id, Method.POST, daemon.engine().waitPath(id));
                    exit.complete(interpret(said.path("StatusCode").asInt(said.asInt())));
                } catch (RuntimeException e) {
                    exit.completeExceptionally(e);
                }
            });
        }
    }

    private Exit interpret(int code) {
        meter.ended();
        if (code <= 0 && !daemon.engine().tellsRemoval() && removed()) {
            return KILLED;
        }
        if (!meter.last().outOfMemory() && passedMemory(code == BY_SIGKILL && !killed)) {
            meter.outOfMemory();
        }
        if (code == BY_SIGKILL && meter.last().outOfMemory()) {
            return new Exit.OutOfMemory();
        }
        return Exit.ofStatus(code);
    }

    /** What the readings do not tell. */
    private boolean passedMemory(boolean killedByOthers) {
        return flavour.hidesMemory() ? killedByOthers : (killedByOthers || !meter.settled()) && saysOutOfMemory();
    }

    private boolean removed() {
        try {
            daemon.ask("inspect " + id, docker -> docker.inspectContainerCmd(id).exec());
            return false;
        } catch (RuntimeFault e) {
            return e.kind() == Kind.NOT_FOUND;
        }
    }

    private boolean saysOutOfMemory() {
        try {
            return daemon.ask("inspect " + id, docker ->
                Boolean.TRUE.equals(docker.inspectContainerCmd(id).exec().getState().getOOMKilled()));
        } catch (RuntimeFault e) {
            // Removed in the meantime: then nobody asks.
            return false;
        }
    }
}
