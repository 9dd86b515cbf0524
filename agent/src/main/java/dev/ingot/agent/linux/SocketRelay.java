package dev.ingot.agent.linux;

import java.io.IOException;

/**
 * Carries on what two sockets say to each other, as if they were one: bytes both ways, open files from the first to the second
 * only. It holds one {@link AncillaryMessage} each way; whoever says more waits. An end is passed on as what it is, of one
 * direction or of both. {@link #run} blocks a platform thread; the kernel does the waiting. Closes the sockets when it is over.
 */
public final class SocketRelay {
    /** The protocol hands three over. */
    private static final int MAX_FILES = 16;
    private static final int NO_TIMEOUT = -1;

    private final UnixSocket first;
    private final UnixSocket second;

    public SocketRelay(UnixSocket first, UnixSocket second) {
        this.first = first;
        this.second = second;
    }

    /**
     * Returns when both have ended, or {@link #shutdown} is called. Called once.
     *
     * @throws IOException when the first hands over too many files at once; the talk is over then, too
     */
    public void run() throws IOException {
        try (first; second; Poll poll = new Poll(2); Direction there = new Direction(0, first, second, MAX_FILES);
            Direction back = new Direction(1, second, first, 0)) {
            while (!there.done || !back.done) {
                watch(poll, there, back);
                watch(poll, back, there);
                poll.await(NO_TIMEOUT);
                there.transfer(poll);
                back.transfer(poll);
            }
        }
    }

    /** What is to be told of the socket that {@code out} begins at, and {@code in} leads to. */
    private static void watch(Poll poll, Direction out, Direction in) {
        boolean reading = !out.done && out.message.isEmpty();
        boolean concerned = reading || !in.done;
        int events = (reading ? Poll.READ : Poll.END_ONLY) | (!in.done && !in.message.isEmpty() ? Poll.WRITE : Poll.END_ONLY);
        poll.watch(out.pollIndex, concerned ? out.from.descriptor() : Poll.NO_DESCRIPTOR, events);
    }

    /** Ends it at once, from any thread. */
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

        Direction(int pollIndex, UnixSocket from, UnixSocket to, int mostFiles) {
            this.pollIndex = pollIndex;
            this.from = from;
            this.to = to;
            this.message = new AncillaryMessage(mostFiles);
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

        /** Nobody listens any more: whoever talks shall know. */
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
