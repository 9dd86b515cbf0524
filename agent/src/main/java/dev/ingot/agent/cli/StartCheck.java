package dev.ingot.agent.cli;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.EngineKind;
import dev.ingot.agent.linux.OpenFileLimit;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What this process was given at its start and cannot change: the encoding of file names and the number of open files.
 *
 * @param fileNames name of the encoding in which Java writes file names (the property {@code sun.jnu.encoding}); Java takes it
 *                  from the locale at its start, and ignores the property on the command line
 * @param openFiles the most descriptors it may have, once the limit is raised as far as the kernel allows
 */
record StartCheck(AgentConfig config, String fileNames, long openFiles) {
    /** An agent at rest has 100, with a runtime without a daemon and its launchers 170; seen with lsof on JDK 25. */
    private static final int AT_REST = 120;
    private static final int LAUNCHERS = 80;
    /** Streams, process, cgroup and lock of one container; seen: 4 to 6. */
    private static final int PER_CONTAINER = 8;
    private static final Set<String> UTF_8 = Set.of("UTF-8", "UTF8");

    static StartCheck of(AgentConfig config) throws IOException {
        StartCheck unknown = new StartCheck(config, "", 0);
        long wanted = Math.max(unknown.most(), unknown.handedOn());
        return new StartCheck(config, System.getProperty("sun.jnu.encoding", ""), OpenFileLimit.raise(wanted));
    }

    /** One for each thing looked at. */
    List<Finding> findings() {
        return List.of(locale(), files());
    }

    private Finding locale() {
        if (UTF_8.contains(fileNames.toUpperCase(Locale.ROOT))) {
            return Finding.pass("locale", "file names are UTF-8");
        }
        return Finding.caution("locale", "file names are " + fileNames + ": courses, tasks and paths with other letters than"
            + " ASCII's are refused or not found", "start the agent with LC_ALL=C.UTF-8 in its environment, or another locale of"
            + " UTF-8 that locale -a shows");
    }

    private Finding files() {
        String remedy = "raise it to 65536 (LimitNOFILE= in a systemd unit, --ulimit nofile= for a container, ulimit -n in a"
            + " shell), or lower concurrency, warm or limits.students";
        if (openFiles < least()) {
            return Finding.fail("open files", "this process may have " + openFiles + " at once, and " + config.concurrency()
                + " jobs need " + least(), remedy);
        }
        if (openFiles < handedOn()) {
            return Finding.fail("open files", "this process may have " + openFiles + " at once, and cannot give containers of a"
                + " runtime without a daemon the " + handedOn() + " of limits.files", remedy + ", or lower limits.files");
        }
        if (openFiles < most()) {
            return Finding.caution("open files", "this process may have " + openFiles + " at once: enough for "
                + config.concurrency() + " jobs with a student or two each; with all that limits.students allows they would need "
                + most(), remedy);
        }
        return Finding.pass("open files", openFiles + " at once");
    }

    /** OCI runtimes that the agent starts have its limit, and may go beyond it with CAP_SYS_RESOURCE only. */
    private long handedOn() {
        return direct() > 0 ? config.limits().files() : 0;
    }

    private long direct() {
        return config.runtimes().values().stream().filter(runtime -> runtime.manager() == EngineKind.OCI).count();
    }

    /** With one student for each job. */
    long least() {
        return atRest() + PER_CONTAINER * 2L * config.concurrency();
    }

    /** With as many students as the configuration allows. */
    long most() {
        return atRest() + PER_CONTAINER * (1L + config.limits().students()) * config.concurrency();
    }

    private long atRest() {
        long warm = config.runtimes().values().stream().mapToLong(runtime -> runtime.warm().max()).sum();
        return AT_REST + LAUNCHERS * direct() + 2 * PER_CONTAINER * warm;
    }
}
