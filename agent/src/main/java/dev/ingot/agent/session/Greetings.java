package dev.ingot.agent.session;

/**
 * Numbers the connections of a socket whose peer has said its ZeroMQ greeting. Written by ZeroMQ's I/O thread alone, read by any.
 */
final class Greetings {
    /** The number of the last connection, below zero when that has ended: in one word, so that no look sees half of a change. */
    private volatile int last;

    /** Notes that the peer of a new connection has greeted. */
    void begin() {
        last = Math.abs(last) + 1;
    }

    /** Notes that the connection has ended. Idempotent. */
    void end() {
        last = -Math.abs(last);
    }

    /** How many connections had the peer's greeting so far. */
    int count() {
        return Math.abs(last);
    }

    /** Whether there is a connection now whose peer has greeted. */
    boolean isGreeted() {
        return last > 0;
    }

    /** Whether the connection of that number, from 1, is there now and its peer has greeted. */
    boolean isGreeted(int connection) {
        return last == connection;
    }

    /** The number of the connection that carries a message that is sent now: the present one, or else the next. */
    int carrier() {
        int present = last;
        return present > 0 ? present : 1 - present;
    }
}
