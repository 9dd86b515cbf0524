package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.SpawnCalls.C_LIBRARY;

import com.sun.jna.Memory;
import com.sun.jna.StringArray;
import com.sun.jna.ptr.IntByReference;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a program is to be executed with: by {@code posix_spawn}, which copies nothing of this process. */
final class Spawn implements AutoCloseable {

    /** At least what the C library keeps in any of the three. */
    private static final int STRUCT_SIZE = 512;
    private static final String PATH = "PATH";

    private final Memory actions = zeroedMemory();
    private final Memory attributes = zeroedMemory();

    /**
     * In a session of its own: what is typed at our terminal is not meant for it. No signal is blocked, and none ignored: not
     * what we were started to ignore (nohup(1)), and not the two that the C library keeps for its threads and lets every
     * program it spawns ignore.
     */
    Spawn() throws IOException {
        check(C_LIBRARY.posix_spawn_file_actions_init(actions));
        check(C_LIBRARY.posix_spawnattr_init(attributes));
        check(C_LIBRARY.posix_spawnattr_setflags(attributes,
            (short) (SpawnCalls.SETSID | SpawnCalls.SETSIGMASK | SpawnCalls.SETSIGDEF)));
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

    /** Lets it have one of our descriptors, or one that it has by now, under another number. */
    void inheritDescriptor(int descriptor, int number) throws IOException {
        check(C_LIBRARY.posix_spawn_file_actions_adddup2(actions, descriptor, number));
    }

    /** Lets it have a file, to be read and written. */
    void open(Path file, int number) throws IOException {
        check(C_LIBRARY.posix_spawn_file_actions_addopen(actions, number, file.toString(), SpawnCalls.O_RDWR, 0));
    }

    /**
     * Executes a program, looked for in our PATH, with PATH for its environment, and with no descriptor from a number on.
     *
     * @return the number of the process
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
            // A C library of before 2021. What is opened from here on stays out as well, but for a socket that is being made.
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
