package dev.ingot.agent.linux;

/** The constants of socket calls; the numbers are those of 64-bit Linux. */
final class SocketConstants {
    static final int AF_UNIX = 1;
    static final int SOCK_STREAM_NONBLOCK_CLOEXEC = 1 | KernelNumbers.O_NONBLOCK | KernelNumbers.O_CLOEXEC;
    static final int SOCK_NONBLOCK_CLOEXEC = KernelNumbers.O_NONBLOCK | KernelNumbers.O_CLOEXEC;
    static final int O_PATH_CLOEXEC = KernelNumbers.O_PATH | KernelNumbers.O_CLOEXEC;
    static final int O_NOFOLLOW = KernelNumbers.O_NOFOLLOW;
    static final int SOL_SOCKET = 1;
    static final int SO_LINGER = 13;
    static final int SIZE_OF_LINGER = 8;
    static final int SCM_RIGHTS = 1;
    static final int MSG_PEEK = 2;
    static final int MSG_CTRUNC = 8;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int MSG_CMSG_CLOEXEC = 0x40000000;
    static final int SHUT_RD = 0;
    static final int SHUT_WR = 1;
    static final int SHUT_RDWR = 2;

    private SocketConstants() { }
}
