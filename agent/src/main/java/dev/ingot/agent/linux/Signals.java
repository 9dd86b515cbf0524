package dev.ingot.agent.linux;

import com.sun.jna.Library;
import com.sun.jna.Native;
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
        C library = Native.load("c", C.class);
        library.signal(SIGINT, DEFAULT);
        library.signal(SIGTERM, DEFAULT);
    }

    private interface C extends Library {
        Pointer signal(int number, Pointer handler);
    }
}
