package dev.ingot.agent.linux;

import com.sun.jna.Platform;

/**
 * Flags of {@code open(2)} that differ between processors: arm64 has two of its own
 * (<a href="https://github.com/torvalds/linux/blob/master/arch/arm64/include/uapi/asm/fcntl.h">asm/fcntl.h</a>), where the
 * numbers of x86 mean something else and no error tells.
 */
final class OpenFlags {
    static final int O_CLOEXEC = 0x80000;
    static final int O_PATH = 0x200000;
    static final int O_DIRECTORY = Platform.isARM() ? 0x4000 : 0x10000;
    static final int O_NOFOLLOW = Platform.isARM() ? 0x8000 : 0x20000;

    private OpenFlags() { }
}
