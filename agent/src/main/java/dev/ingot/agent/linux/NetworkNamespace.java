package dev.ingot.agent.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A network namespace that lives as long as its file: without process, until it is removed. */
public final class NetworkNamespace {

    private static final int CLONE_NEWNET = 0x40000000;
    private static final C C_LIBRARY = Native.load("c", C.class);

    private NetworkNamespace() { }

    /** Makes an empty one, to be entered by {@code file}. */
    public static void make(Path file) throws IOException {
        Files.createFile(file);
        // A namespace is a thread's; the thread that has another one ends at once.
        FutureTask<Void> making = new FutureTask<>(() -> {
            C_LIBRARY.unshare(CLONE_NEWNET);
            Mounts.bind(Path.of("/proc/thread-self/ns/net"), file);
            return null;
        });
        JobThreads.named("new-network").start(making);
        try {
            making.get();
        } catch (ExecutionException e) {
            throw failed(file, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(file, e);
        }
    }

    /** Makes an empty one that belongs to a user namespace: its users' root may do there what root may. */
    public static void make(Path file, Path users) throws IOException {
        try (NamespaceProcess process = NamespaceProcess.start("nsenter", "--user=" + users, "unshare", "--net")) {
            process.persist("net", file);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static IOException failed(Path file, Throwable cause) throws IOException {
        remove(file);
        return new IOException("no network namespace could be made: " + cause.getMessage(), cause);
    }

    /** Idempotent. */
    public static void remove(Path file) throws IOException {
        Mounts.detach(file);
        Files.deleteIfExists(file);
    }

    private interface C extends Library {
        int unshare(int flags) throws LastErrorException;
    }
}
