package dev.ingot.observation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few fixed paths over HTTP, to be read only, each request on a virtual thread of its own. It knows no users: it belongs on
 * a loopback address or behind a proxy that does. Whoever opens it closes it.
 */
public final class HttpEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);
    private static final int BACKLOG = 64;
    /** RFC 9110, section 15.5.20. */
    private static final int MISDIRECTED_REQUEST = 421;

    /** What stands at a path; called by many threads. */
    @FunctionalInterface
    public interface Page {
        /**
         * @param accept the request's header of that name; empty when it has none
         */
        PageResponse render(String accept) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HostNames allowedHosts;
    private final Map<String, Page> pages;

    private HttpEndpoint(HttpServer server, HostNames allowedHosts, Map<String, Page> pages) {
        this.server = server;
        this.allowedHosts = allowedHosts;
        this.pages = Map.copyOf(pages);
    }

    /**
     * Starts to answer.
     *
     * @param address with port 0 a free one is taken
     * @param names   under which it answers besides this host's addresses, names and the name in the address
     * @param pages   by path
     * @throws IOException when the address cannot be listened on
     */
    public static HttpEndpoint open(InetSocketAddress address, Collection<String> names, Map<String, Page> pages)
        throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("no address is known for " + address.getHostString());
        }
        HostNames hosts = HostNames.ofThisHost(
            Stream.concat(names.stream(), Stream.of(address.getHostString())).toList());
        HttpEndpoint endpoint = new HttpEndpoint(HttpServer.create(address, BACKLOG), hosts, pages);
        endpoint.server.setExecutor(endpoint.threads);
        endpoint.server.createContext("/", endpoint::handle);
        endpoint.server.start();
        return endpoint;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answer(exchange));
        } catch (RuntimeException e) {
            // The server would drop it without a word.
            LOG.error("A request for {} could not be answered", exchange.getRequestURI(), e);
            throw e;
        }
    }

    private PageResponse answer(HttpExchange exchange) throws IOException {
        List<String> asked = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        if (!asked.stream().allMatch(allowedHosts::canServe)) {
            return PageResponse.text(MISDIRECTED_REQUEST,
                "Nothing is answered under this host name: a page of a stranger could have its"
                + " own name lead here. Use an address, or have the name configured (metrics.hosts, --metrics-hosts).\n");
        }
        Page page = pages.get(exchange.getRequestURI().getPath());
        if (page == null) {
            return PageResponse.text(404, "Nothing is here. Known: " + String.join(" ", pages.keySet().stream().sorted().toList())
                + "\n");
        }
        if (!exchange.getRequestMethod().equals("GET") && !exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return PageResponse.text(405, "To be read only.\n");
        }
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        return page.render(accept == null ? "" : accept);
    }

    private static void send(HttpExchange exchange, PageResponse answer) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.contentType());
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Security-Policy", "default-src 'none'");
        answer.headers().forEach(headers::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(answer.body());
        }
    }

    /** Stops to answer, at once. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
