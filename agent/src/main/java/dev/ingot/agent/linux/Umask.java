package dev.ingot.agent.linux;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * The mask that the kernel takes from the mode of every file which this process or a child of it creates
 * (<a href="https://man7.org/linux/man-pages/man2/umask.2.html">umask(2)</a>).
 *
 * <p>Containers see files that the agent and its children (crun, umoci, tar) create: the root folder of a container, the copy
 * of a task, the tree of an image. Under a mask of 027 or 077 the container's users could not read them. What must stay
 * private does not rely on the mask: its mode is given where it is created, or it lies in a folder of mode 0700.
 */
public final class Umask {
    /** Everybody reads, only the owner writes; what login shells have by default. */
    private static final int DEFAULT_MASK = 022;
    private static final int NOT_REPLACED = -1;
    private static final C C_LIBRARY = Native.load("c", C.class);

    private static int inherited = NOT_REPLACED;

    private Umask() { }

    /** Sets the mask to 022 for this process and for the children that it starts from now on. */
    public static synchronized void setDefault() {
        int former = C_LIBRARY.umask(DEFAULT_MASK);
        if (inherited == NOT_REPLACED) {
            inherited = former;
        }
    }

    /**
     * The permissions of a new file that is for the admin to read, as its job log: what the mask leaves that the process was
     * started with. Without {@link #setDefault} the kernel takes that mask off itself.
     */
    public static synchronized Set<PosixFilePermission> adminFilePermissions() {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        int taken = inherited == NOT_REPLACED ? 0 : inherited;
        for (PosixFilePermission each : PosixFilePermissions.fromString("rw-rw-rw-")) {
            // The names are in the order of the bits, from the owner's right to read down.
            if ((taken >> (PosixFilePermission.OTHERS_EXECUTE.ordinal() - each.ordinal()) & 1) == 0) {
                permissions.add(each);
            }
        }
        return permissions;
    }

    private interface C extends Library {
        int umask(int mask);
    }
}
