package dev.ingot.backend.cli;

import dev.ingot.backend.Backend;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs the backend until the process is told to end. */
@Command(name = "backend", sortOptions = false,
    description = "Stands in for inginious-backend, for tests and demonstrations.")
final class BackendCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "AGENT_ADDR", description = "where agents connect to, e.g. tcp://127.0.0.1:2001")
    private String agentAddress;

    @Parameters(index = "1", paramLabel = "CLIENT_ADDR", description = "where clients connect to, e.g. tcp://127.0.0.1:2000")
    private String clientAddress;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Backend backend = Backend.listen(agentAddress, clientAddress);
        Runtime.getRuntime().addShutdownHook(new Thread(backend::close, "shutdown"));
        new CountDownLatch(1).await();
        return 0;
    }
}
