package dev.ingot.agent.pool;

import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Exit;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.runtime.Usage;

/**
 * A container that was started before its job came. To the job it begins only now: processor time counts from here. The peak
 * of memory is that of its whole life, as with any container, whose program has to get ready too.
 */
final class StartedContainer implements Container {
    private final Container container;
    private final Stdio streams;
    private final long cpuBefore;

    StartedContainer(Container container, Stdio streams) {
        this.container = container;
        this.streams = streams;
        this.cpuBefore = Math.max(0, container.usage().cpuNanos());
    }

    @Override
    public String id() {
        return container.id();
    }

    /** The streams that were attached long ago. */
    @Override
    public Stdio start() {
        return streams;
    }

    @Override
    public Exit await() throws InterruptedException {
        return container.await();
    }

    @Override
    public void limit(Limits limits) {
        container.limit(limits);
    }

    @Override
    public Usage usage() {
        Usage all = container.usage();
        return all.cpuNanos() < 0 ? all : new Usage(all.cpuNanos() - cpuBefore, all.memoryPeakBytes(), all.outOfMemory());
    }

    @Override
    public void kill() {
        container.kill();
    }

    @Override
    public void end() {
        container.end();
    }

    @Override
    public void close() {
        container.close();
    }
}
