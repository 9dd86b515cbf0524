package dev.ingot.agent.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds a specification. The default is a small attached container without network. */
final class ContainerSpecBuilder {

    static final long MIB = 1024 * 1024;
    private static final Duration USAGE_INTERVAL = Duration.ofMillis(20);

    private final ContractFixture fixture;
    private final List<String> command;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Mount> mounts = new ArrayList<>();
    private final Map<String, String> labels = new HashMap<>();
    private String imageId;
    private Network network = new Network.None();
    private long memory = 128 * MIB;
    private int processes = 256;
    private int files = 256;
    private boolean attached = true;

    ContainerSpecBuilder(ContractFixture fixture, List<String> command) {
        this.fixture = fixture;
        this.command = command;
        this.imageId = fixture.imageId();
        labels.put(Labels.AGENT, fixture.agentId());
        labels.put(Labels.JOB, "job");
        labels.put(Labels.ROLE, "grader");
    }

    ContainerSpecBuilder image(String id) {
        imageId = id;
        return this;
    }

    ContainerSpecBuilder environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    ContainerSpecBuilder mount(Mount mount) {
        mounts.add(mount);
        return this;
    }

    ContainerSpecBuilder agent(String id) {
        labels.put(Labels.AGENT, id);
        return this;
    }

    /** Sets the role student; the job stays that of the graders. */
    ContainerSpecBuilder student() {
        labels.put(Labels.ROLE, "student");
        return this;
    }

    ContainerSpecBuilder network(Network value) {
        network = value;
        return this;
    }

    ContainerSpecBuilder memory(long bytes) {
        memory = bytes;
        return this;
    }

    ContainerSpecBuilder processes(int limit) {
        processes = limit;
        return this;
    }

    ContainerSpecBuilder files(int limit) {
        files = limit;
        return this;
    }

    ContainerSpecBuilder detached() {
        attached = false;
        return this;
    }

    ContainerSpec build() {
        return new ContainerSpec(imageId, command, environment, mounts, network, new Limits(memory, processes, files), attached,
            labels);
    }

    /** Creates the container; the caller closes it. */
    Container create() {
        return fixture.runtime().create(build());
    }

    /** Runs the container to its end and removes it. Reads its usage in the meantime, as the agent does. */
    RunResult run() throws InterruptedException {
        try (Container container = create()) {
            Stdio streams = container.start();
            Thread watch = Thread.ofVirtual().start(() -> watch(container));
            // Both streams are read at once: a container may block on either.
            StringBuilder errors = new StringBuilder();
            Thread reader = Thread.ofVirtual().start(() -> errors.append(ContractFixture.text(streams.stderr())));
            String output = ContractFixture.text(streams.stdout());
            reader.join();
            Exit exit = container.await();
            watch.interrupt();
            watch.join();
            return new RunResult(exit, output, errors.toString(), container.usage());
        }
    }

    private static void watch(Container container) {
        try {
            while (true) {
                container.usage();
                Thread.sleep(USAGE_INTERVAL);
            }
        } catch (InterruptedException e) {
            // The container has ended.
            return;
        }
    }

    /** The result of a container. */
    record RunResult(Exit exit, String stdout, String stderr, Usage usage) { }
}
