package dev.ingot.agent.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A user namespace without processes, for what it maps. Takes root. Whoever makes one closes it. */
public final class UserNamespace implements AutoCloseable {

    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final C C_LIBRARY = Native.load("c", C.class);

    private final int descriptor;

    private UserNamespace(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Users and groups 0 to {@code number - 1} are {@code first} and so on outside. */
    public static UserNamespace mapping(long first, long number) throws IOException {
        // A process of its own must enter the namespace first, and lives until we hold it.
        Process inside = new ProcessBuilder("unshare", "--user", "sh", "-c", "echo; read end").start();
        try {
            if (inside.getInputStream().read() < 0) {
                throw new IOException("no user namespace: " + new String(inside.getErrorStream().readAllBytes()).strip());
            }
            Path process = Path.of("/proc", Long.toString(inside.pid()));
            String map = "0 " + first + " " + number;
            Files.writeString(process.resolve("uid_map"), map);
            Files.writeString(process.resolve("gid_map"), map);
            return new UserNamespace(C_LIBRARY.open(process.resolve("ns/user").toString(), O_RDONLY_CLOEXEC));
        } catch (LastErrorException e) {
            throw new IOException("no user namespace: " + e.getMessage(), e);
        } finally {
            inside.destroyForcibly();
        }
    }

    int descriptor() {
        return descriptor;
    }

    @Override
    public void close() {
        C_LIBRARY.close(descriptor);
    }

    private interface C extends Library {
        int open(String path, int flags) throws LastErrorException;

        int close(int descriptor);
    }
}
