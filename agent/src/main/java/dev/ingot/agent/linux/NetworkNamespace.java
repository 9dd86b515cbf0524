package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Network namespaces without processes, each kept alive by a file until it is removed. */
public final class NetworkNamespace {

    private static final int CLONE_NEWNET = 0x40000000;

    private NetworkNamespace() { }

    /**
     * Creates an empty network namespace.
     *
     * @param file the file by which processes enter it; must not exist
     * @throws IOException when it cannot be created; the file is then removed
     */
    public static void make(Path file) throws IOException {
        Files.createFile(file);
        // A namespace belongs to a thread, so a new thread creates it and ends.
        FutureTask<Void> creation = new FutureTask<>(() -> {
            C_LIBRARY.unshare(CLONE_NEWNET);
            Mounts.bind(Path.of("/proc/thread-self/ns/net"), file);
            return null;
        });
        JobThreads.named("network-namespace-creation").start(creation);
        try {
            creation.get();
        } catch (ExecutionException e) {
            throw failed(file, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(file, e);
        }
    }

    /**
     * Creates an empty network namespace owned by a user namespace, whose root user is privileged in it.
     *
     * @param file  the file by which processes enter it; must not exist
     * @param users the file of the user namespace
     * @throws IOException when it cannot be created; the file is then removed
     */
    public static void make(Path file, Path users) throws IOException {
        try (NamespaceProcess process = NamespaceProcess.start("nsenter", "--user=" + users, "unshare", "--net")) {
            process.persist("net", file);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static IOException failed(Path file, Throwable cause) throws IOException {
        remove(file);
        return new IOException("cannot create a network namespace: " + cause.getMessage(), cause);
    }

    /** Removes the network namespace and its file. Idempotent. */
    public static void remove(Path file) throws IOException {
        Mounts.detach(file);
        Files.deleteIfExists(file);
    }
}
