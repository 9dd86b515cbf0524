package dev.ingot.agent.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/** The socket functions and constants of the C library; the numbers are those of 64-bit Linux. */
interface SocketCalls extends Library {
    SocketCalls C_LIBRARY = Native.load("c", SocketCalls.class);

    int AF_UNIX = 1;
    int SOCK_STREAM_NONBLOCK_CLOEXEC = 1 | KernelNumbers.O_NONBLOCK | KernelNumbers.O_CLOEXEC;
    int SOCK_NONBLOCK_CLOEXEC = KernelNumbers.O_NONBLOCK | KernelNumbers.O_CLOEXEC;
    int O_PATH_CLOEXEC = KernelNumbers.O_PATH | KernelNumbers.O_CLOEXEC;
    int O_NOFOLLOW = KernelNumbers.O_NOFOLLOW;
    int SOL_SOCKET = 1;
    int SO_LINGER = 13;
    int SIZE_OF_LINGER = 8;
    int SCM_RIGHTS = 1;
    int MSG_PEEK = 2;
    int MSG_CTRUNC = 8;
    int MSG_NOSIGNAL = 0x4000;
    int MSG_CMSG_CLOEXEC = 0x40000000;
    int SHUT_RD = 0;
    int SHUT_WR = 1;
    int SHUT_RDWR = 2;
    int EINTR = 4;
    int EAGAIN = 11;

    int open(String path, int flags) throws LastErrorException;

    int socket(int domain, int type, int protocol) throws LastErrorException;

    int bind(int socket, Pointer address, int length) throws LastErrorException;

    int listen(int socket, int backlog) throws LastErrorException;

    int accept4(int socket, Pointer address, Pointer length, int flags) throws LastErrorException;

    int connect(int socket, Pointer address, int length) throws LastErrorException;

    NativeLong send(int socket, Pointer bytes, NativeLong length, int flags) throws LastErrorException;

    NativeLong recv(int socket, Pointer bytes, NativeLong length, int flags) throws LastErrorException;

    NativeLong recvmsg(int socket, Pointer message, int flags) throws LastErrorException;

    NativeLong sendmsg(int socket, Pointer message, int flags) throws LastErrorException;

    int poll(Pointer descriptors, NativeLong count, int milliseconds) throws LastErrorException;

    /** Returns a negative number when the descriptor is not a socket. */
    int setsockopt(int socket, int level, int option, Pointer value, int length);

    int shutdown(int socket, int how);

    int close(int descriptor);
}
