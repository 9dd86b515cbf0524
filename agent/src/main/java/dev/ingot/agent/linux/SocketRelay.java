package dev.ingot.agent.linux;

import java.io.IOException;

/**
 * Copies bytes in both directions between two Unix sockets, and passed file descriptors from the first to the second only. It
 * buffers one {@link AncillaryMessage} per direction: a sender blocks until the receiver reads. Half-close and close are
 * propagated. {@link #run} blocks its platform thread in poll(2) and closes both sockets.
 */
public final class SocketRelay {
    /** The protocol passes three. */
    private static final int MAX_FILES = 16;
    private static final int NO_TIMEOUT = -1;

    private final UnixSocket first;
    private final UnixSocket second;

    /**
     * Creates a relay, which closes both sockets.
     *
     * @param first  the socket that may pass files
     * @param second the socket that receives them
     */
    public SocketRelay(UnixSocket first, UnixSocket second) {
        this.first = first;
        this.second = second;
    }

    /**
     * Relays until both directions have ended or {@link #shutdown} is called. May be called once.
     *
     * @throws IOException when the first socket passes too many files at once; both sockets are closed then, too
     */
    public void run() throws IOException {
        try (first; second; Poll poll = new Poll(2); Direction forward = new Direction(0, first, second, MAX_FILES);
            Direction backward = new Direction(1, second, first, 0)) {
            while (!forward.done || !backward.done) {
                watch(poll, forward, backward);
                watch(poll, backward, forward);
                poll.await(NO_TIMEOUT);
                forward.transfer(poll);
                backward.transfer(poll);
            }
        }
    }

    /** Requests the events of the socket from which {@code out} reads and to which {@code in} writes. */
    private static void watch(Poll poll, Direction out, Direction in) {
        boolean reading = !out.done && out.message.isEmpty();
        boolean watched = reading || !in.done;
        int events = (reading ? Poll.READ : Poll.END_ONLY) | (!in.done && !in.message.isEmpty() ? Poll.WRITE : Poll.END_ONLY);
        poll.watch(out.pollIndex, watched ? out.from.descriptor() : Poll.NO_DESCRIPTOR, events);
    }

    /** Ends the relay at once. May be called from any thread. */
    public void shutdown() {
        first.shutdown();
        second.shutdown();
    }

    private static final class Direction implements AutoCloseable {
        private final int pollIndex;
        private final UnixSocket from;
        private final UnixSocket to;
        private final AncillaryMessage message;
        private boolean done;

        Direction(int pollIndex, UnixSocket from, UnixSocket to, int maxFiles) {
            this.pollIndex = pollIndex;
            this.from = from;
            this.to = to;
            this.message = new AncillaryMessage(maxFiles);
        }

        void transfer(Poll poll) throws IOException {
            if (done) {
                return;
            }
            int target = 1 - pollIndex;
            if (poll.hasEnded(target)) {
                stopReceiving();
            } else if (!message.isEmpty()) {
                send(poll.isWritable(target));
            } else if (poll.isReadable(pollIndex) || poll.hasEnded(pollIndex)) {
                receive();
            }
        }

        private void receive() throws IOException {
            if (message.receiveFrom(from)) {
                send(!message.isEmpty());
            } else {
                done = true;
                to.shutdownOutput();
            }
        }

        private void send(boolean possible) {
            if (possible && !message.sendTo(to)) {
                stopReceiving();
            }
        }

        /** The receiver has closed: makes further writes of the sender fail. */
        private void stopReceiving() {
            done = true;
            from.shutdownInput();
        }

        @Override
        public void close() {
            message.close();
        }
    }
}
