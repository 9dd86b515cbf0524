package dev.ingot.agent.linux;

/** The constants of calls for child processes; the numbers are those of 64-bit Linux. */
final class SpawnConstants {
    static final int O_CLOEXEC = KernelNumbers.O_CLOEXEC;
    static final int O_RDWR = KernelNumbers.O_RDWR;
    static final short SETSIGDEF = 0x04;
    static final short SETSIGMASK = 0x08;
    static final short SETSID = 0x80;
    static final int P_PID = 1;
    static final int WEXITED = 4;
    static final int WNOWAIT = 0x1000000;
    static final int SIGKILL = 9;

    private SpawnConstants() { }
}
