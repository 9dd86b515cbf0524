package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A user namespace that lives as long as its file: without process, until it is removed. */
public final class UserNamespace {

    private UserNamespace() { }

    /**
     * Makes one whose users and groups from 0 on are those of the host from {@code first} on, {@code count} of them. It belongs
     * to the first of them: what all its users have of inotify instances, POSIX queues, locked memory and the like counts
     * against the limits that its owner has on the host (user_namespaces(7)), which would be root's with root for its owner.
     */
    public static void make(Path file, long first, long count) throws IOException {
        try (NamespaceProcess process = NamespaceProcess.start("setpriv", "--reuid=" + first, "--regid=" + first,
                "--clear-groups", "unshare", "--user")) {
            for (String map : new String[] {"uid_map", "gid_map"}) {
                Files.writeString(process.file(map), "0 " + first + " " + count);
            }
            process.keep("user", file);
        } catch (IOException e) {
            remove(file);
            throw new IOException("no user namespace could be made: " + e.getMessage(), e);
        }
    }

    /** Idempotent. */
    public static void remove(Path file) throws IOException {
        Mounts.detach(file);
        Files.deleteIfExists(file);
    }
}
