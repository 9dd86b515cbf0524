package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Creates sockets whose close blocks: each has received a UNIX socket in which a lingering socket waits unread. */
public final class PassedSocket implements AutoCloseable {
    private static final int SECONDS = 30;

    private final Path folder;
    private final List<LingeringSocket> lingering = new ArrayList<>();

    /**
     * Creates the source of sockets.
     *
     * @param folder where socket files are created
     */
    public PassedSocket(Path folder) {
        this.folder = folder;
    }

    /** Creates another socket, which the caller closes. */
    public synchronized UnixSocket next() throws IOException {
        LingeringSocket last = new LingeringSocket(SECONDS);
        lingering.add(last);
        Path file = folder.resolve("passed");
        SocketPeer[] inner = SocketPeer.pair(file);
        SocketPeer[] outer = SocketPeer.pair(file);
        try (SocketPeer sender = inner[0]; SocketPeer grader = outer[0]) {
            sender.send("S", 1, last.descriptor());
            grader.send("S", 1, inner[1].socket().descriptor());
        }
        return outer[1].socket();
    }

    /** Ends every wait. */
    @Override
    public synchronized void close() throws IOException {
        for (LingeringSocket socket : lingering) {
            socket.close();
        }
    }
}
