package dev.ingot.agent.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import com.sun.jna.ptr.IntByReference;

/**
 * The functions of the C library that this package calls; each is described in section 2 or 3 of the manual pages of its name.
 * Those that declare {@link LastErrorException} throw it with the value of {@code errno}. The {@code posix_spawn} functions
 * return their error number instead, and the others without it are not expected to fail. Flags and numbers of system calls
 * are in {@link KernelNumbers}, because they differ between architectures.
 */
interface Libc extends Library {
    Libc C_LIBRARY = Native.load("c", Libc.class);

    // Values of errno (include/uapi/asm-generic/errno-base.h and errno.h).
    int ENOENT = 2;
    int EINTR = 4;
    int ENXIO = 6;
    int EAGAIN = 11;
    int EBUSY = 16;
    int EEXIST = 17;
    int ENOTDIR = 20;
    int EINVAL = 22;
    int ENOTTY = 25;
    int ENOSYS = 38;
    int ELOOP = 40;

    // Files.

    int open(String path, int flags) throws LastErrorException;

    int open(String path, int flags, int mode) throws LastErrorException;

    int openat(int folder, String path, int flags) throws LastErrorException;

    int mkdirat(int folder, String path, int mode) throws LastErrorException;

    int mknod(String path, int mode, NativeLong device) throws LastErrorException;

    int unlink(String path) throws LastErrorException;

    int umask(int mask);

    // Descriptors.

    int close(int descriptor);

    int fcntl(int descriptor, int command, int argument) throws LastErrorException;

    int flock(int descriptor, int operation) throws LastErrorException;

    int ftruncate(int descriptor, long size) throws LastErrorException;

    int ioctl(int descriptor, NativeLong request, Object... argument) throws LastErrorException;

    long lseek(int descriptor, long offset, int whence) throws LastErrorException;

    int pipe2(int[] ends, int flags) throws LastErrorException;

    NativeLong read(int descriptor, Pointer bytes, NativeLong count) throws LastErrorException;

    NativeLong write(int descriptor, Pointer bytes, NativeLong count) throws LastErrorException;

    NativeLong pread(int descriptor, Pointer bytes, long size, long offset) throws LastErrorException;

    NativeLong pwrite(int descriptor, Pointer bytes, long size, long offset) throws LastErrorException;

    // Waiting for descriptors.

    int poll(Pointer descriptors, NativeLong count, int milliseconds) throws LastErrorException;

    int epoll_create1(int flags) throws LastErrorException;

    int epoll_ctl(int epoll, int operation, int descriptor, Pointer event) throws LastErrorException;

    int epoll_wait(int epoll, Pointer events, int maxEvents, int milliseconds) throws LastErrorException;

    // Sockets.

    int socket(int domain, int type, int protocol) throws LastErrorException;

    int bind(int socket, Pointer address, int length) throws LastErrorException;

    int listen(int socket, int backlog) throws LastErrorException;

    int accept4(int socket, Pointer address, Pointer length, int flags) throws LastErrorException;

    int connect(int socket, Pointer address, int length) throws LastErrorException;

    NativeLong send(int socket, Pointer bytes, NativeLong length, int flags) throws LastErrorException;

    NativeLong recv(int socket, Pointer bytes, NativeLong length, int flags) throws LastErrorException;

    NativeLong recvmsg(int socket, Pointer message, int flags) throws LastErrorException;

    NativeLong sendmsg(int socket, Pointer message, int flags) throws LastErrorException;

    /** Returns a negative number when the descriptor is not a socket. */
    int setsockopt(int socket, int level, int option, Pointer value, int length);

    int shutdown(int socket, int how);

    // Mounts, namespaces, and system calls without a function of their own.

    int mount(String source, String target, String type, NativeLong flags, String options) throws LastErrorException;

    int umount2(String target, int flags) throws LastErrorException;

    int unshare(int flags) throws LastErrorException;

    NativeLong syscall(NativeLong number, Object... arguments) throws LastErrorException;

    // This process.

    int setrlimit(int resource, Pointer limits) throws LastErrorException;

    Pointer signal(int number, Pointer handler);

    int sched_getscheduler(int thread);

    int sched_setscheduler(int thread, int policy, IntByReference priority) throws LastErrorException;

    // Child processes.

    int posix_spawn_file_actions_init(Pointer actions);

    int posix_spawn_file_actions_destroy(Pointer actions);

    int posix_spawn_file_actions_adddup2(Pointer actions, int descriptor, int as);

    int posix_spawn_file_actions_addopen(Pointer actions, int descriptor, String path, int flags, int mode);

    int posix_spawn_file_actions_addclose(Pointer actions, int descriptor);

    /** Exists in glibc since 2.34. */
    int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int first);

    int posix_spawnattr_init(Pointer attributes);

    int posix_spawnattr_destroy(Pointer attributes);

    int posix_spawnattr_setflags(Pointer attributes, short flags);

    int posix_spawnattr_setsigdefault(Pointer attributes, Pointer signals);

    int posix_spawnattr_setsigmask(Pointer attributes, Pointer signals);

    int posix_spawnp(IntByReference pid, String program, Pointer actions, Pointer attributes, StringArray arguments,
        StringArray environment);

    int waitid(int type, int id, Pointer info, int options) throws LastErrorException;

    int waitpid(int pid, IntByReference status, int options) throws LastErrorException;

    int kill(int pid, int signal);

    String strerror(int error);
}
