package dev.ingot.agent.doctor;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.linux.OpenFileLimit;
import dev.ingot.agent.runtime.HostNeeds;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What this process was given at its start and cannot change: the encoding of file names and the number of open files.
 *
 * @param fileNameEncoding name of the encoding in which Java writes file names (the property {@code sun.jnu.encoding}); Java
 *                  takes it from the locale at its start, and ignores the property on the command line
 * @param openFiles the most descriptors it may have, once the limit is raised as far as the kernel allows
 */
public record ProcessLimitsCheck(AgentConfig config, String fileNameEncoding, long openFiles) {
    /** An idle agent has 100; counted with lsof on JDK 25. */
    private static final int IDLE_AGENT_FILES = 120;
    /** Streams, process, cgroup and lock of one container; seen: 4 to 6. */
    private static final int FILES_PER_CONTAINER = 8;
    private static final Set<String> UTF_8 = Set.of("UTF-8", "UTF8");

    public static ProcessLimitsCheck of(AgentConfig config) throws IOException {
        ProcessLimitsCheck unknown = new ProcessLimitsCheck(config, "", 0);
        long wanted = Math.max(unknown.maxOpenFiles(), unknown.containerOpenFiles());
        return new ProcessLimitsCheck(config, System.getProperty("sun.jnu.encoding", ""), OpenFileLimit.raise(wanted));
    }

    /** One for each thing looked at. */
    public List<Finding> findings() {
        return List.of(checkLocale(), checkOpenFiles());
    }

    private Finding checkLocale() {
        if (UTF_8.contains(fileNameEncoding.toUpperCase(Locale.ROOT))) {
            return Finding.pass("locale", "file names are UTF-8");
        }
        return Finding.caution("locale", "file names are " + fileNameEncoding
            + ": courses, tasks and paths with other letters than"
            + " ASCII's are refused or not found", "start the agent with LC_ALL=C.UTF-8 in its environment, or another locale of"
            + " UTF-8 that locale -a shows");
    }

    private Finding checkOpenFiles() {
        String remedy = "raise it to 65536 (LimitNOFILE= in a systemd unit, --ulimit nofile= for a container, ulimit -n in a"
            + " shell), or lower concurrency, warm or limits.students";
        if (openFiles < minOpenFiles()) {
            return Finding.fail("open files", "this process may have " + openFiles + " at once, and " + config.concurrency()
                + " jobs need " + minOpenFiles(), remedy);
        }
        if (openFiles < containerOpenFiles()) {
            return Finding.fail("open files", "this process may have " + openFiles + " at once, and cannot give containers of a"
                + " runtime without a daemon the " + containerOpenFiles() + " of limits.files",
                remedy + ", or lower limits.files");
        }
        if (openFiles < maxOpenFiles()) {
            return Finding.caution("open files", "this process may have " + openFiles + " at once: enough for "
                + config.concurrency() + " jobs with a student or two each; with all that limits.students allows they would need "
                + maxOpenFiles(), remedy);
        }
        return Finding.pass("open files", openFiles + " at once");
    }

    /** OCI runtimes that the agent starts have its limit, and may go beyond it with CAP_SYS_RESOURCE only. */
    private long containerOpenFiles() {
        return needs().anyMatch(HostNeeds::passesOpenFileLimit) ? config.limits().files() : 0;
    }

    private Stream<HostNeeds> needs() {
        return config.runtimes().values().stream().map(runtime -> runtime.settings().needs());
    }

    /** With one student for each job. */
    long minOpenFiles() {
        return idleOpenFiles() + FILES_PER_CONTAINER * 2L * config.concurrency();
    }

    /** With as many students as the configuration allows. */
    long maxOpenFiles() {
        return idleOpenFiles() + FILES_PER_CONTAINER * (1L + config.limits().students()) * config.concurrency();
    }

    private long idleOpenFiles() {
        long warm = config.runtimes().values().stream().mapToLong(runtime -> runtime.warmPool().max()).sum();
        return IDLE_AGENT_FILES + needs().mapToLong(HostNeeds::idleDescriptors).sum() + 2 * FILES_PER_CONTAINER * warm;
    }
}
