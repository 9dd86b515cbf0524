package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes sockets whose close blocks: a UNIX socket was passed to each, and in that one waits a socket that lingers. */
public final class PassedSocket implements AutoCloseable {
    private static final int SECONDS = 30;

    private final Path folder;
    private final List<LingeringSocket> lingering = new ArrayList<>();

    /** @param folder for the files of its sockets */
    public PassedSocket(Path folder) {
        this.folder = folder;
    }

    /** One more, for the caller to close. */
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
        for (LingeringSocket one : lingering) {
            one.close();
        }
    }
}
