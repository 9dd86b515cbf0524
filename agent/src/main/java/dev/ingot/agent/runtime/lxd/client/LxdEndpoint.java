package dev.ingot.agent.runtime.lxd.client;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.io.Transport;

/**
 * Holds the address of a server.
 *
 * @param address     {@code unix:///path} or {@code https://host:port}
 * @param credentials for https; empty for a Unix socket
 */
public record LxdEndpoint(URI address, Optional<Credentials> credentials) {

    public LxdEndpoint {
        if (!"unix".equals(address.getScheme()) && !"https".equals(address.getScheme())) {
            throw new RuntimeFault(Kind.INVALID, address + " is not of the form unix:///path or https://host:port", null);
        }
    }

    /** Returns the address of a Unix socket on this host. */
    public static LxdEndpoint of(Path socket) {
        return new LxdEndpoint(URI.create("unix://" + socket), Optional.empty());
    }

    /** Returns whether the server is on this host. */
    public boolean isLocal() {
        return address.getScheme().equals("unix");
    }

    /** Returns the socket of a local server. */
    public Path socket() {
        return Path.of(address.getPath());
    }

    /** Returns Jetty's transport to the server. */
    Transport transport() {
        return isLocal() ? new Transport.TCPUnix(socket()) : Transport.TCP_IP;
    }

    /** Returns the base of URLs for requests; over a Unix socket, any host name works. */
    String httpBase() {
        return isLocal() ? "http://lxd" : "https://" + address.getAuthority();
    }

    /** Returns the base of URLs for websockets. */
    String webSocketBase() {
        return isLocal() ? "ws://lxd" : "wss://" + address.getAuthority();
    }
}
