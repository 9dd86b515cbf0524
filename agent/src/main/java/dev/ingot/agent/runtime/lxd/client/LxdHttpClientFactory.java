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
 * How connections to a server are made. On its Unix socket each is made for one request and closed after it: the server takes
 * no further connection before the last one has said something, and a pool makes some that say nothing for a while. See
 * docs/decisions/0022-open-a-connection-per-request-to-lxd.md.
 */
final class LxdHttpClientFactory {

    /** Handlers never block, so a few threads serve any number of containers. */
    private static final int THREADS = 6;
    /** After which what is known of a closed connection is forgotten, in milliseconds. */
    private static final long DESTINATION_IDLE_MILLIS = 1000;

    private LxdHttpClientFactory() { }

    static HttpClient create(LxdEndpoint endpoint) {
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        endpoint.credentials().ifPresent(known -> connector.setSslContextFactory(known.contextFactory()));
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
                // The one place that requests of websockets pass too. Requests with unlike tags share no connection.
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
