package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Exit;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.runtime.Usage;
import java.nio.file.Path;

/** An instance of an earlier life of the agent, or what is left of one: to be removed. */
record Leftover(Removal removal, String name, Path folder) implements Container {

    Leftover(Instances instances, String name, Path folder) {
        this(new Removal(instances, name), name, folder);
    }

    @Override
    public String id() {
        return name;
    }

    @Override
    public Stdio start() {
        throw new RuntimeFault(Kind.CONFLICT, "container " + name + " was started in an earlier life of the agent", null);
    }

    @Override
    public Exit await() {
        removal.finish();
        return new Exit.Signalled(9);
    }

    @Override
    public Usage usage() {
        return Usage.UNKNOWN;
    }

    @Override
    public void kill() {
        removal.begin();
    }

    @Override
    public void close() {
        removal.finish();
        Removal.clear(folder);
    }
}
