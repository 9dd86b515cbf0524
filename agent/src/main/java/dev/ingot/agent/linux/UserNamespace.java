package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A user namespace that lives as long as its file: without process, until it is removed. */
public final class UserNamespace {

    private static final Path PROCESSES = Path.of("/proc");

    private UserNamespace() { }

    /**
     * Makes one whose users and groups from 0 on are those of the host from {@code first} on, {@code count} of them. It belongs
     * to the first of them: what all its users have of inotify instances, POSIX queues, locked memory and the like counts
     * against the limits that its owner has on the host (user_namespaces(7)), which would be root's with root for its owner.
     */
    public static void make(Path file, long first, long count) throws IOException {
        try (NamespaceProcess process = start(first, count)) {
            process.persist("user", file);
        } catch (IOException e) {
            remove(file);
            throw new IOException("no user namespace could be made: " + e.getMessage(), e);
        }
    }

    private static NamespaceProcess start(long first, long count) throws IOException {
        NamespaceProcess process = NamespaceProcess.start("setpriv", "--reuid=" + first, "--regid=" + first,
            "--clear-groups", "unshare", "--user");
        try {
            for (String map : new String[] {"uid_map", "gid_map"}) {
                Files.writeString(process.file(map), "0 " + first + " " + count);
            }
            return process;
        } catch (IOException e) {
            process.close();
            throw e;
        }
    }

    /**
     * Tries whether one can be made, and owners be mapped for it in the file systems of these folders. Leaves nothing.
     *
     * @throws IOException when not; the text says what fails
     */
    public static void tryMapping(long first, long count, List<Path> folders) throws IOException {
        try (NamespaceProcess process = start(first, count)) {
            for (Path folder : folders) {
                tryMapping(folder, process.file("ns").resolve("user"));
            }
        }
    }

    private static void tryMapping(Path folder, Path users) throws IOException {
        try {
            Mounts.tryMapping(folder, users);
        } catch (IOException e) {
            throw new IOException("the file system of " + folder + " maps no owners: " + e.getMessage(), e);
        }
    }

    /**
     * Those of the namespaces, told by their first id on the host, that a process of the host is in, or in one within: every
     * process in the agent's own process namespace is looked at, as it is at that moment. Their maps tell (user_namespaces(7)),
     * which every process shows, also one whose namespace may not be seen.
     *
     * @param count how many ids each has
     * @throws IOException also when a process does not show its map, and so may be in any of them
     */
    public static Set<Long> findOccupied(Set<Long> firsts, long count) throws IOException {
        Set<Long> found = new HashSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                for (String range : readUidMap(process)) {
                    long id = Long.parseLong(range.strip().split(" +")[1]);
                    firsts.stream().filter(first -> id >= first && id < first + count).forEach(found::add);
                }
            }
        }
        return found;
    }

    /** Nothing of a process that has ended. */
    private static List<String> readUidMap(Path process) throws IOException {
        try {
            return Files.readAllLines(process.resolve("uid_map"));
        } catch (IOException e) {
            if (Files.exists(process)) {
                throw e;
            }
            return List.of();
        }
    }

    /** Idempotent. */
    public static void remove(Path file) throws IOException {
        Mounts.detach(file);
        Files.deleteIfExists(file);
    }
}
