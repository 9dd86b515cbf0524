package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;

/** The end-to-end cases on LXD. */
@NamedRuntime("lxd")
class EndToEndLxdIT extends EndToEnd {

    EndToEndLxdIT() {
        super("lxd");
    }
}
