package dev.ingot.agent.runtime;

/**
 * A container that was started before anybody asked for it. To whoever does it begins only now: processor time counts from
 * here. The peak of memory is that of its whole life, as with any container, whose program has to get ready too.
 */
public final class PrestartedContainer extends ForwardingContainer {
    private final Stdio streams;
    private final long cpuNanosAtClaim;

    /** @param streams what its start returned */
    public PrestartedContainer(Container container, Stdio streams) {
        super(container);
        this.streams = streams;
        this.cpuNanosAtClaim = Math.max(0, container.usage().cpuNanos());
    }

    /** The streams that were attached long ago. */
    @Override
    public Stdio start() {
        return streams;
    }

    @Override
    public Usage usage() {
        Usage all = super.usage();
        return all.cpuNanos() < 0 ? all : new Usage(all.cpuNanos() - cpuNanosAtClaim, all.memoryPeakBytes(), all.outOfMemory());
    }
}
