package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

/** The end-to-end cases on LXD. */
@RequiresRuntime("lxd")
class EndToEndLxdIT extends EndToEnd {

    EndToEndLxdIT() {
        super("lxd");
    }
}
