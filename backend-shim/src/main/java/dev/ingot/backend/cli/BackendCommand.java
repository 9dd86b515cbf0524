package dev.ingot.backend.cli;

import dev.ingot.backend.queue.MetricsServer;
import dev.ingot.backend.queue.QueueMetrics;
import dev.ingot.backend.standin.QueueListener;
import dev.ingot.backend.standin.StandInBackend;
import dev.ingot.observation.HttpEndpoint;
import dev.ingot.observation.ListenAddress;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the stand-in backend until SIGTERM. */
@Command(name = "backend", sortOptions = false,
    description = "Stands in for inginious-backend, for tests and demonstrations.")
final class BackendCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "AGENT_ADDR", description = "where agents connect to, e.g. tcp://127.0.0.1:2001")
    private String agentAddress;

    @Parameters(index = "1", paramLabel = "CLIENT_ADDR", description = "where clients connect to, e.g. tcp://127.0.0.1:2000")
    private String clientAddress;

    @Option(names = "--metrics-listen", paramLabel = "[HOST:]PORT", converter = ListenAddressConverter.class,
        description = "serves metrics of the queue at this address; a port alone is for this host only")
    private ListenAddress metrics;

    @Option(names = "--metrics-hosts", paramLabel = "NAME", split = ",",
        description = "more host names under which metrics are answered, besides this host's addresses and names")
    private List<String> hosts = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrometheusRegistry registry = new PrometheusRegistry();
        QueueListener queue = metrics == null ? QueueListener.NONE : new QueueMetrics(registry, System::nanoTime);
        StandInBackend backend = StandInBackend.listen(agentAddress, clientAddress, queue);
        Runtime.getRuntime().addShutdownHook(new Thread(backend::close, "shutdown"));
        if (metrics == null) {
            new CountDownLatch(1).await();
            return 0;
        }
        try (HttpEndpoint _ = MetricsServer.open(metrics, hosts, registry)) {
            new CountDownLatch(1).await();
            return 0;
        }
    }
}
