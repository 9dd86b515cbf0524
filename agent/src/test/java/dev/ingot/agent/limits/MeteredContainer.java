package dev.ingot.agent.limits;

import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Exit;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.runtime.Usage;
import java.util.function.Supplier;

/** A container of which only the meter is real. */
record MeteredContainer(Supplier<Usage> meter) implements Container {
    @Override
    public String id() {
        return "metered";
    }

    @Override
    public Stdio start() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Exit await() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Usage usage() {
        return meter.get();
    }

    @Override
    public void kill() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() { }
}
