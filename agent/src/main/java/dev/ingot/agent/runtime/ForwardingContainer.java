package dev.ingot.agent.runtime;

/** Forwards all calls to another container. Subclasses override single methods. */
public abstract class ForwardingContainer implements Container {
    private final Container container;

    /** @param container receives all calls that a subclass does not override */
    protected ForwardingContainer(Container container) {
        this.container = container;
    }

    @Override
    public String id() {
        return container.id();
    }

    @Override
    public Stdio start() {
        return container.start();
    }

    @Override
    public Exit await() throws InterruptedException {
        return container.await();
    }

    @Override
    public void updateLimits(Limits limits) {
        container.updateLimits(limits);
    }

    @Override
    public Usage usage() {
        return container.usage();
    }

    @Override
    public void kill() {
        container.kill();
    }

    @Override
    public void killOrRemove() {
        container.killOrRemove();
    }

    @Override
    public void close() {
        container.close();
    }
}
