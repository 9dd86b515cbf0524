package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** User namespaces without processes, each kept alive by a file until it is removed. */
public final class UserNamespace {

    private static final Path PROCESSES = Path.of("/proc");

    private UserNamespace() { }

    /**
     * Creates a user namespace whose users and groups from 0 on are those of the host from {@code first} on. Its owner is the
     * first of them: inotify instances, POSIX queues, locked memory and the like of all its users count against the limits
     * that the owner has on the host (user_namespaces(7)); with root as the owner these would be root's limits.
     *
     * @param file  the file by which processes enter it; must not exist
     * @param count how many users and groups it has
     * @throws IOException when it cannot be created; the file is then removed
     */
    public static void make(Path file, long first, long count) throws IOException {
        try (NamespaceProcess process = start(first, count)) {
            process.persist("user", file);
        } catch (IOException e) {
            remove(file);
            throw new IOException("cannot create a user namespace: " + e.getMessage(), e);
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
     * Checks that a user namespace can be created, and that owners can be mapped for it in the file systems of these folders.
     * Nothing remains.
     *
     * @throws IOException when not; its text says what fails
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
            throw new IOException("the file system of " + folder + " cannot map owners: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the namespaces that have a process in them or in a nested namespace. It reads the user map (user_namespaces(7))
     * of every process in the agent's process namespace, one after the other; a map is readable also where the namespace
     * itself is not.
     *
     * @param firsts the namespaces to look for, each given by its first id on the host
     * @param count how many ids each has
     * @throws IOException when the map of a process cannot be read, as that process may be in any of them
     */
    public static Set<Long> findOccupied(Set<Long> firsts, long count) throws IOException {
        Set<Long> occupied = new HashSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                for (String range : readUidMap(process)) {
                    long id = Long.parseLong(range.strip().split(" +")[1]);
                    firsts.stream().filter(first -> id >= first && id < first + count).forEach(occupied::add);
                }
            }
        }
        return occupied;
    }

    /** Returns no lines for a process that has exited. */
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

    /** Removes the user namespace and its file. Idempotent. */
    public static void remove(Path file) throws IOException {
        Mounts.detach(file);
        Files.deleteIfExists(file);
    }
}
