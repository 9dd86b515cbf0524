package dev.ingot.agent.runtime;

/**
 * A container that was started before its job came. Reports CPU time from the moment the job claims it. The memory peak
 * includes the time before, as it includes the start of the program in any other container.
 */
public final class PrestartedContainer extends ForwardingContainer {
    private final Stdio streams;
    private final long cpuNanosAtClaim;

    /**
     * Claims a container for a job.
     *
     * @param container a running container
     * @param streams   what its {@link Container#start} returned
     */
    public PrestartedContainer(Container container, Stdio streams) {
        super(container);
        this.streams = streams;
        this.cpuNanosAtClaim = Math.max(0, container.usage().cpuNanos());
    }

    /** Returns the streams that were attached when the container was started. */
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
