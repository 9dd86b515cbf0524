package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Sets the mask that the kernel removes from the mode of every file that this process or a child creates
 * (<a href="https://man7.org/linux/man-pages/man2/umask.2.html">umask(2)</a>).
 *
 * <p>Containers see files that the agent and its children (crun, umoci, tar) create: the root folder of a container, the copy
 * of a task, the tree of an image. With a mask of 027 or 077 the container's users could not read them. Private files do not
 * rely on the mask: they are created with an explicit mode, or lie in a folder of mode 0700.
 */
public final class Umask {
    /** Every user reads, only the owner writes; the usual default of login shells. */
    private static final int DEFAULT_MASK = 022;
    private static final int NOT_REPLACED = -1;

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
     * Returns the permissions of a new file for the admin to read, as the job log: those that the umask allows with which the
     * process was started. Without {@link #setDefault} the kernel applies that mask itself.
     */
    public static synchronized Set<PosixFilePermission> adminFilePermissions() {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        int removed = inherited == NOT_REPLACED ? 0 : inherited;
        for (PosixFilePermission each : PosixFilePermissions.fromString("rw-rw-rw-")) {
            // The constants are in the order of the bits, starting at the owner's right to read.
            if ((removed >> (PosixFilePermission.OTHERS_EXECUTE.ordinal() - each.ordinal()) & 1) == 0) {
                permissions.add(each);
            }
        }
        return permissions;
    }
}
