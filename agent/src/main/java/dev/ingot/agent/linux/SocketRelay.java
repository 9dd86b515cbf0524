package dev.ingot.agent.linux;

import java.io.IOException;

/**
 * Carries on what two sockets say to each other, as if they were one: bytes both ways, open files from the first to the second
 * only. It holds one {@link Parcel} each way; whoever says more waits. An end is passed on as what it is, of one direction or
 * of both. {@link #run} blocks a platform thread; the kernel does the waiting. Closes the sockets when it is over.
 */
public final class SocketRelay {
    /** The protocol hands three over. */
    private static final int MOST_FILES = 16;
    private static final int FOR_EVER = -1;

    private final UnixSocket first;
    private final UnixSocket second;

    public SocketRelay(UnixSocket first, UnixSocket second) {
        this.first = first;
        this.second = second;
    }

    /**
     * Returns when both have ended, or {@link #end} is called. Called once.
     *
     * @throws IOException when the first hands over too many files at once; the talk is over then, too
     */
    public void run() throws IOException {
        try (first; second; Poll poll = new Poll(2); Way there = new Way(0, first, second, MOST_FILES);
            Way back = new Way(1, second, first, 0)) {
            while (!there.over || !back.over) {
                ask(poll, there, back);
                ask(poll, back, there);
                poll.await(FOR_EVER);
                there.proceed(poll);
                back.proceed(poll);
            }
        }
    }

    /** What is to be told of the socket that {@code out} begins at, and {@code in} leads to. */
    private static void ask(Poll poll, Way out, Way in) {
        boolean reading = !out.over && out.parcel.empty();
        boolean concerned = reading || !in.over;
        int events = (reading ? Poll.READ : Poll.END) | (!in.over && !in.parcel.empty() ? Poll.WRITE : Poll.END);
        poll.ask(out.source, concerned ? out.from.descriptor() : Poll.NOBODY, events);
    }

    /** Ends it at once, from any thread. */
    public void end() {
        first.end();
        second.end();
    }

    private static final class Way implements AutoCloseable {
        private final int source;
        private final UnixSocket from;
        private final UnixSocket to;
        private final Parcel parcel;
        private boolean over;

        Way(int source, UnixSocket from, UnixSocket to, int mostFiles) {
            this.source = source;
            this.from = from;
            this.to = to;
            this.parcel = new Parcel(mostFiles);
        }

        void proceed(Poll poll) throws IOException {
            if (over) {
                return;
            }
            int target = 1 - source;
            if (poll.ended(target)) {
                refuse();
            } else if (!parcel.empty()) {
                give(poll.writable(target));
            } else if (poll.readable(source) || poll.ended(source)) {
                take();
            }
        }

        private void take() throws IOException {
            if (parcel.takeFrom(from)) {
                give(!parcel.empty());
            } else {
                over = true;
                to.endWriting();
            }
        }

        private void give(boolean possible) {
            if (possible && !parcel.giveTo(to)) {
                refuse();
            }
        }

        /** Nobody listens any more: whoever talks shall know. */
        private void refuse() {
            over = true;
            from.endReading();
        }

        @Override
        public void close() {
            parcel.close();
        }
    }
}
