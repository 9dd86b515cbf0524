package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.Pointer;

/** Changes how this process handles signals. */
public final class Signals {
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;
    private static final Pointer DEFAULT = Pointer.NULL;

    private Signals() { }

    /**
     * Lets SIGINT and SIGTERM end the process at once from now on, by the kernel's default action. The JVM would ignore them
     * while its shutdown hooks run.
     */
    public static void restoreDefaultTermination() {
        C_LIBRARY.signal(SIGINT, DEFAULT);
        C_LIBRARY.signal(SIGTERM, DEFAULT);
    }
}
