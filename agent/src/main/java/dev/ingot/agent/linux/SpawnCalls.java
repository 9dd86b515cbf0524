package dev.ingot.agent.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import com.sun.jna.ptr.IntByReference;

/**
 * The C library's functions and constants for child processes; the numbers are those of 64-bit Linux. The {@code posix_spawn}
 * functions return their error number.
 */
interface SpawnCalls extends Library {
    SpawnCalls C_LIBRARY = Native.load("c", SpawnCalls.class);

    int O_CLOEXEC = KernelNumbers.O_CLOEXEC;
    int O_RDWR = KernelNumbers.O_RDWR;
    short SETSIGDEF = 0x04;
    short SETSIGMASK = 0x08;
    short SETSID = 0x80;
    int P_PID = 1;
    int WEXITED = 4;
    int WNOWAIT = 0x1000000;
    int SIGKILL = 9;
    int EINTR = 4;

    int pipe2(int[] ends, int flags) throws LastErrorException;

    int close(int descriptor);

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
