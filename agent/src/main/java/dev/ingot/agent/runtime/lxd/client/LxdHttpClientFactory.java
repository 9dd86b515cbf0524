package dev.ingot.agent.runtime.lxd.client;

import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.DuplexConnectionPool;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpClientTransport;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Creates HTTP clients for a server. On a Unix socket they use one connection per request: the server accepts no further
 * connection before the last one has sent something, and a pool opens connections that send nothing for a while. See
 * docs/decisions/0022-open-a-connection-per-request-to-lxd.md.
 */
final class LxdHttpClientFactory {

    /** Handlers never block, so a few threads serve any number of containers. */
    private static final int THREADS = 6;
    /** Time in milliseconds after which Jetty discards the record of a closed connection. */
    private static final long DESTINATION_IDLE_MILLIS = 1000;

    private LxdHttpClientFactory() { }

    /** Creates a client, not yet started. */
    static HttpClient create(LxdEndpoint endpoint) {
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        endpoint.credentials().ifPresent(credentials -> connector.setSslContextFactory(credentials.contextFactory()));
        HttpClientTransport transport = new HttpClientTransportOverHTTP(connector);
        HttpClient http = endpoint.isLocal() ? createUnpooled(transport, endpoint) : new HttpClient(transport);
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, THREADS);
        threads.setName("lxd");
        threads.setDaemon(true);
        http.setExecutor(threads);
        http.setMaxConnectionsPerDestination(Integer.MAX_VALUE);
        http.setFollowRedirects(false);
        return http;
    }

    private static HttpClient createUnpooled(HttpClientTransport transport, LxdEndpoint endpoint) {
        transport.setConnectionPoolFactory(LxdHttpClientFactory::singleUsePool);
        HttpClient http = new HttpClient(transport) {
            @Override
            public Origin createOrigin(Request request, Origin.Protocol protocol) {
                // Requests of websockets pass through this method too. Requests with different tags share no connection.
                if (request.getTag() == null) {
                    request.tag(new Object());
                }
                return super.createOrigin(request.transport(endpoint.transport()), protocol);
            }
        };
        http.setDestinationIdleTimeout(DESTINATION_IDLE_MILLIS);
        return http;
    }

    private static DuplexConnectionPool singleUsePool(Destination destination) {
        DuplexConnectionPool pool = new DuplexConnectionPool(destination, 1);
        pool.setMaxUsage(1);
        return pool;
    }
}
