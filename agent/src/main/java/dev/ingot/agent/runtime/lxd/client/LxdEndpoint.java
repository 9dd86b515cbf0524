package dev.ingot.agent.runtime.lxd.client;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.io.Transport;

/**
 * Where a server listens.
 *
 * @param address     {@code unix:///path} or {@code https://host:port}
 * @param credentials by which an https server and this client know each other
 */
public record LxdEndpoint(URI address, Optional<Credentials> credentials) {

    public LxdEndpoint {
        if (!"unix".equals(address.getScheme()) && !"https".equals(address.getScheme())) {
            throw new RuntimeFault(Kind.INVALID, address + " is not of the form unix:///path or https://host:port", null);
        }
    }

    /** A socket on this host. */
    public static LxdEndpoint of(Path socket) {
        return new LxdEndpoint(URI.create("unix://" + socket), Optional.empty());
    }

    /** Whether the server is on this host. */
    public boolean isLocal() {
        return address.getScheme().equals("unix");
    }

    /** Of a local server. */
    public Path socket() {
        return Path.of(address.getPath());
    }

    /** How bytes get there. */
    Transport transport() {
        return isLocal() ? new Transport.TCPUnix(socket()) : Transport.TCP_IP;
    }

    /** What requests call the server; over a Unix socket any name does. */
    String httpBase() {
        return isLocal() ? "http://lxd" : "https://" + address.getAuthority();
    }

    /** The same for websockets. */
    String webSocketBase() {
        return isLocal() ? "ws://lxd" : "wss://" + address.getAuthority();
    }
}
