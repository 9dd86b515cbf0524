package dev.ingot.agent.runtime;

/** A container that is another one, but for what a subclass says otherwise. */
public abstract class ForwardingContainer implements Container {
    private final Container container;

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
