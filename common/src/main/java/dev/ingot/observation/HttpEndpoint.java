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
 * Serves a fixed set of read-only pages over HTTP, each request on its own virtual thread. It does not authenticate users: bind
 * it to a loopback address, or put it behind a proxy that authenticates. The caller closes it.
 */
public final class HttpEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);
    private static final int BACKLOG = 64;
    /** RFC 9110, section 15.5.20. */
    private static final int MISDIRECTED_REQUEST = 421;

    /** Renders the content of one path; called by many threads. */
    @FunctionalInterface
    public interface Page {
        /**
         * Renders the page.
         *
         * @param accept the request's Accept header; empty when it has none
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
     * Starts to serve pages.
     *
     * @param address where to listen; port 0 selects a free port
     * @param names   host names to answer for, besides the addresses and names of this host and the name in the address
     * @param pages   path to page
     * @throws IOException when the address cannot be resolved or listened on
     */
    public static HttpEndpoint open(InetSocketAddress address, Collection<String> names, Map<String, Page> pages)
        throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("cannot resolve " + address.getHostString());
        }
        HostNames hosts = HostNames.ofThisHost(
            Stream.concat(names.stream(), Stream.of(address.getHostString())).toList());
        HttpEndpoint endpoint = new HttpEndpoint(HttpServer.create(address, BACKLOG), hosts, pages);
        endpoint.server.setExecutor(endpoint.threads);
        endpoint.server.createContext("/", endpoint::handle);
        endpoint.server.start();
        return endpoint;
    }

    /** Returns the address on which the endpoint listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answer(exchange));
        } catch (RuntimeException e) {
            // The HTTP server closes the connection without a log line.
            LOG.error("Cannot answer the request for {}", exchange.getRequestURI(), e);
            throw e;
        }
    }

    private PageResponse answer(HttpExchange exchange) throws IOException {
        List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        if (!hosts.stream().allMatch(allowedHosts::canServe)) {
            return PageResponse.text(MISDIRECTED_REQUEST,
                "This host name is not allowed (protection against DNS rebinding). Use an IP address, or add the name to"
                + " metrics.hosts (--metrics-hosts).\n");
        }
        Page page = pages.get(exchange.getRequestURI().getPath());
        if (page == null) {
            return PageResponse.text(404,
                "Not found. Available paths: " + String.join(" ", pages.keySet().stream().sorted().toList()) + "\n");
        }
        if (!exchange.getRequestMethod().equals("GET") && !exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return PageResponse.text(405, "Only GET and HEAD are allowed.\n");
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

    /** Stops serving immediately. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
