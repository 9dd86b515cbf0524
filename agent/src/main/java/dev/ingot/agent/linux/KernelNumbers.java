package dev.ingot.agent.linux;

/**
 * The flags of {@code open(2)} and the numbers of system calls, for the processor architecture of this host. All native code
 * takes them from here: on arm64 some flags have other values, and the values of x86 silently mean something else.
 *
 * @param directory {@code O_DIRECTORY}
 * @param noFollow  {@code O_NOFOLLOW}
 * @param direct    {@code O_DIRECT}
 * @param largeFile {@code O_LARGEFILE}
 */
record KernelNumbers(int directory, int noFollow, int direct, int largeFile) {

    /**
     * The values of
     * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/asm-generic/fcntl.h">asm-generic/fcntl.h</a>.
     */
    static final KernelNumbers AMD64 = new KernelNumbers(0200000, 0400000, 040000, 0100000);
    /**
     * The values of <a href="https://github.com/torvalds/linux/blob/master/arch/arm64/include/uapi/asm/fcntl.h">arm64's
     * asm/fcntl.h</a>, which takes all others from asm-generic.
     */
    static final KernelNumbers ARM64 = new KernelNumbers(040000, 0100000, 0200000, 0400000);

    private static final KernelNumbers HERE = of(System.getProperty("os.arch"));

    // The same on both architectures; from asm-generic/fcntl.h.
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_NONBLOCK = 04000;
    static final int O_CLOEXEC = 02000000;
    static final int O_PATH = 010000000;

    static final int O_DIRECTORY = HERE.directory;
    static final int O_NOFOLLOW = HERE.noFollow;

    // System calls from 424 on have the same number on all architectures.
    static final long SYS_OPEN_TREE = 428;
    static final long SYS_MOVE_MOUNT = 429;
    static final long SYS_FSOPEN = 430;
    static final long SYS_FSCONFIG = 431;
    static final long SYS_FSMOUNT = 432;
    static final long SYS_PIDFD_OPEN = 434;
    static final long SYS_OPENAT2 = 437;
    static final long SYS_MOUNT_SETATTR = 442;

    // The flags of openat2(2).
    static final long RESOLVE_NO_MAGICLINKS = 0x02;
    static final long RESOLVE_NO_SYMLINKS = 0x04;
    static final long RESOLVE_BENEATH = 0x08;
    static final long RESOLVE_IN_ROOT = 0x10;

    /**
     * Returns the numbers of an architecture.
     *
     * @param architecture the value of the property {@code os.arch}: {@code amd64} or {@code aarch64}
     */
    static KernelNumbers of(String architecture) {
        return switch (architecture) {
            case "aarch64", "arm64" -> ARM64;
            default -> AMD64;
        };
    }
}
