package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Exit;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.runtime.Uninterruptibles;
import dev.ingot.agent.runtime.Usage;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container of an earlier agent process. It can only be killed and removed. */
final class OrphanContainer implements Container {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanContainer.class);

    private final OciRuntimeContext context;
    private final ContainerFolder folder;
    private final CountDownLatch removed = new CountDownLatch(1);

    OrphanContainer(OciRuntimeContext context, ContainerFolder folder) {
        this.context = context;
        this.folder = folder;
    }

    @Override
    public String id() {
        return folder.id();
    }

    @Override
    public Stdio start() {
        throw new RuntimeFault(Kind.CONFLICT,
            "container " + id() + " is an orphan of an earlier agent process and cannot be started", null);
    }

    @Override
    public Exit await() throws InterruptedException {
        removed.await();
        return new Exit.Signalled(9);
    }

    @Override
    public Usage usage() {
        return Usage.UNKNOWN;
    }

    @Override
    public void kill() {
        try {
            folder.cgroup().kill(_ -> true);
        } catch (IOException e) {
            LOG.warn("Cannot kill container {}; its removal is tried next", id(), e);
        }
    }

    @Override
    public void close() {
        Uninterruptibles.run(() -> context.removeOrphan(folder));
        removed.countDown();
    }
}
