package dev.ingot.agent.session;

/**
 * Numbers the connections of a socket whose peer has sent its ZeroMQ greeting. Written by ZeroMQ's I/O thread, read by any
 * thread.
 */
final class Greetings {
    /** Number of the last connection, negated when it has ended: in one variable, so that readers see each change at once. */
    private volatile int last;

    /** Notes that the peer of a new connection has sent its greeting. */
    void begin() {
        last = Math.abs(last) + 1;
    }

    /** Notes that the connection has ended. Idempotent. */
    void end() {
        last = -Math.abs(last);
    }

    /** Returns the number of connections with a greeting so far. */
    int count() {
        return Math.abs(last);
    }

    /** Returns whether there is a connection whose peer has sent its greeting. */
    boolean isGreeted() {
        return last > 0;
    }

    /** Returns whether the connection with this number, from 1, exists and its peer has sent its greeting. */
    boolean isGreeted(int connection) {
        return last == connection;
    }

    /** Returns the number of the connection that carries a message sent now: the present one, or the next. */
    int carrier() {
        int present = last;
        return present > 0 ? present : 1 - present;
    }
}
