package dev.ingot.agent.runtime;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Tests what every runtime must do, with one nested class per topic. The subclass for a runtime opens it and creates its image.
 * Tests of a capability that the runtime lacks are skipped, with the reason.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ContainerRuntimeContract {

    private ContractFixture fixture;

    /** Opens the runtime, with an image that has the label {@link Labels#ENVIRONMENT_NAME}. */
    abstract ContractFixture open() throws Exception;

    /** Removes what {@link #open} created. */
    abstract void close(ContractFixture opened) throws Exception;

    @BeforeAll
    void openFixture() throws Exception {
        fixture = open();
    }

    @AfterAll
    void closeFixture() throws Exception {
        if (fixture != null) {
            fixture.runtime().findOrphans(fixture.agentId()).forEach(Container::close);
            close(fixture);
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {
        Lifecycle() {
            super(fixture);
        }
    }

    @Nested
    class Streams extends StreamsContract {
        Streams() {
            super(fixture);
        }
    }

    @Nested
    class Limit extends LimitsContract {
        Limit() {
            super(fixture);
        }
    }

    @Nested
    class SocketBuffers extends SocketBuffersContract {
        SocketBuffers() {
            super(fixture);
        }
    }

    @Nested
    class Mounting extends MountsContract {
        Mounting() {
            super(fixture);
        }
    }

    @Nested
    class Networking extends NetworkContract {
        Networking() {
            super(fixture);
        }
    }

    @Nested
    class Orphans extends OrphansContract {
        Orphans() {
            super(fixture);
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        Concurrency() {
            super(fixture);
        }
    }

    @Nested
    class Images extends ImagesContract {
        Images() {
            super(fixture);
        }
    }

    @Nested
    class Issues extends ContainerRuntimeIssues {
        Issues() {
            super(fixture);
        }
    }
}
