package dev.ingot.backend.cli;

import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.queue.MetricsServer;
import dev.ingot.backend.queue.QueuePoller;
import dev.ingot.observation.HttpEndpoint;
import dev.ingot.observation.ListenAddress;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Exposes Prometheus metrics of the queue of any INGInious backend, which it requests as a frontend does. */
@Command(name = "queue-exporter", sortOptions = false,
    description = "Serves metrics of the queue of an INGInious backend until SIGTERM.")
final class QueueExporterCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CLIENT_ADDR", description = "the backend's client port, e.g. tcp://127.0.0.1:2000")
    private String address;

    @Option(names = "--listen", paramLabel = "[HOST:]PORT", converter = ListenAddressConverter.class,
        defaultValue = "127.0.0.1:9465", description = "address of the metrics (default: ${DEFAULT-VALUE})")
    private ListenAddress listen;

    @Option(names = "--metrics-hosts", paramLabel = "NAME", split = ",",
        description = "more host names under which metrics are answered, besides this host's addresses and names")
    private List<String> hosts = List.of();

    @Option(names = "--period", paramLabel = "SECONDS", defaultValue = "2",
        description = "seconds between two queue requests, at least 1 (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Override
    public Integer call() throws IOException, InterruptedException, InvalidArguments {
        OptionProblems problems = new OptionProblems();
        problems.requireAtLeast(1, "--period", seconds);
        problems.throwIfAny();
        PrometheusRegistry registry = new PrometheusRegistry();
        QueuePoller poller = new QueuePoller(registry, System::nanoTime);
        try (BackendClient client = BackendClient.connect(address, "ingot queue-exporter");
            HttpEndpoint _ = MetricsServer.open(listen, hosts, registry)) {
            poller.run(client, Duration.ofSeconds(seconds));
            return 0;
        }
    }
}
