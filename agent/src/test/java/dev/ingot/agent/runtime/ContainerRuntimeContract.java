package dev.ingot.agent.runtime;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What every runtime must do, one nested class a theme. A runtime's own class says how to open it and where its image is. A
 * capability the runtime does not claim skips its tests, with the reason.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ContainerRuntimeContract {

    private ContractFixture bench;

    /** Opens the runtime with its image made and {@link Labels#ENVIRONMENT_NAME} on it. */
    abstract ContractFixture open() throws Exception;

    /** Removes what {@link #open} made. */
    abstract void close(ContractFixture opened) throws Exception;

    @BeforeAll
    void openFixture() throws Exception {
        bench = open();
    }

    @AfterAll
    void closeFixture() throws Exception {
        if (bench != null) {
            bench.runtime().findOrphans(bench.agentId()).forEach(Container::close);
            close(bench);
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {
        Lifecycle() {
            super(bench);
        }
    }

    @Nested
    class Streams extends StreamsContract {
        Streams() {
            super(bench);
        }
    }

    @Nested
    class Limit extends LimitsContract {
        Limit() {
            super(bench);
        }
    }

    @Nested
    class SocketBuffers extends SocketBuffersContract {
        SocketBuffers() {
            super(bench);
        }
    }

    @Nested
    class Mounting extends MountsContract {
        Mounting() {
            super(bench);
        }
    }

    @Nested
    class Networking extends NetworkContract {
        Networking() {
            super(bench);
        }
    }

    @Nested
    class Orphans extends OrphansContract {
        Orphans() {
            super(bench);
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        Concurrency() {
            super(bench);
        }
    }

    @Nested
    class Images extends ImagesContract {
        Images() {
            super(bench);
        }
    }

    @Nested
    class Issues extends ContainerRuntimeIssues {
        Issues() {
            super(bench);
        }
    }
}
