package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.Memory;
import com.sun.jna.StringArray;
import com.sun.jna.ptr.IntByReference;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The settings of one {@code posix_spawn(3)} call, which copies no memory of this process. */
final class Spawn implements AutoCloseable {

    /** At least as large as any of the C library's three structures. */
    private static final int STRUCT_SIZE = 512;
    private static final String PATH = "PATH";

    private final Memory actions = zeroedMemory();
    private final Memory attributes = zeroedMemory();

    /**
     * Creates settings with a new session, so that keys typed in the agent's terminal do not reach the program. No signal is
     * blocked or ignored: neither those that the agent was started to ignore (nohup(1)), nor the two that the C library
     * reserves for its threads and otherwise leaves ignored in spawned programs.
     */
    Spawn() throws IOException {
        check(C_LIBRARY.posix_spawn_file_actions_init(actions));
        check(C_LIBRARY.posix_spawnattr_init(attributes));
        check(C_LIBRARY.posix_spawnattr_setflags(attributes,
            (short) (SpawnConstants.SETSID | SpawnConstants.SETSIGMASK | SpawnConstants.SETSIGDEF)));
        try (Memory none = zeroedMemory(); Memory all = zeroedMemory()) {
            all.setMemory(0, STRUCT_SIZE, (byte) -1);
            check(C_LIBRARY.posix_spawnattr_setsigdefault(attributes, all));
            check(C_LIBRARY.posix_spawnattr_setsigmask(attributes, none));
        }
    }

    private static Memory zeroedMemory() {
        Memory memory = new Memory(STRUCT_SIZE);
        memory.clear();
        return memory;
    }

    /** Passes a descriptor of the agent, or one added before, under another number. */
    void inheritDescriptor(int descriptor, int number) throws IOException {
        check(C_LIBRARY.posix_spawn_file_actions_adddup2(actions, descriptor, number));
    }

    /** Opens a file in the program for reading and writing. */
    void open(Path file, int number) throws IOException {
        check(C_LIBRARY.posix_spawn_file_actions_addopen(actions, number, file.toString(), SpawnConstants.O_RDWR, 0));
    }

    /**
     * Executes a program with PATH as its only environment variable.
     *
     * @param command     the program, searched in the agent's PATH, and its arguments
     * @param descriptors the first descriptor number that the program must not inherit
     * @return the process id
     * @throws IOException when it cannot be started
     */
    int run(List<String> command, int descriptors) throws IOException {
        closeFrom(descriptors);
        IntByReference pid = new IntByReference();
        String path = System.getenv(PATH);
        int error = C_LIBRARY.posix_spawnp(pid, command.getFirst(), actions, attributes,
            new StringArray(command.toArray(new String[0])),
            new StringArray(path == null ? new String[0] : new String[] {PATH + "=" + path}));
        if (error != 0) {
            throw new IOException("cannot start " + command.getFirst() + ": " + C_LIBRARY.strerror(error));
        }
        return pid.getValue();
    }

    private void closeFrom(int first) throws IOException {
        try {
            check(C_LIBRARY.posix_spawn_file_actions_addclosefrom_np(actions, first));
        } catch (UnsatisfiedLinkError e) {
            // glibc before 2.34. Descriptors opened from here on are closed on exec anyway, except a socket that is just
            // being created.
            for (String number : new File("/proc/self/fd").list()) {
                int descriptor = Integer.parseInt(number);
                if (descriptor >= first) {
                    check(C_LIBRARY.posix_spawn_file_actions_addclose(actions, descriptor));
                }
            }
        }
    }

    private static void check(int error) throws IOException {
        if (error != 0) {
            throw new IOException(C_LIBRARY.strerror(error));
        }
    }

    @Override
    public void close() {
        C_LIBRARY.posix_spawn_file_actions_destroy(actions);
        C_LIBRARY.posix_spawnattr_destroy(attributes);
        actions.close();
        attributes.close();
    }
}
