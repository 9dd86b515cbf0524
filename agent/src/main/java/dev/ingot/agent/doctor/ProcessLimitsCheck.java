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
 * Checks what this process got at its start and cannot change: the encoding of file names and the limit of open files.
 *
 * @param fileNameEncoding name of the encoding in which Java writes file names (the property {@code sun.jnu.encoding}); Java
 *                  takes it from the locale at its start, and ignores the property on the command line
 * @param openFiles the limit of open file descriptors, after it was raised as far as the kernel allows
 */
public record ProcessLimitsCheck(AgentConfig config, String fileNameEncoding, long openFiles) {
    /** An idle agent has 100 descriptors open (counted with lsof on JDK 25). */
    private static final int IDLE_AGENT_FILES = 120;
    /** Descriptors for streams, process, cgroup and lock of one container (4 to 6 were observed). */
    private static final int FILES_PER_CONTAINER = 8;
    private static final Set<String> UTF_8 = Set.of("UTF-8", "UTF8");

    /**
     * Raises the limit of open files as far as the configuration needs and the kernel allows, and creates the check.
     *
     * @throws IOException when the limit cannot be read
     */
    public static ProcessLimitsCheck of(AgentConfig config) throws IOException {
        ProcessLimitsCheck unknown = new ProcessLimitsCheck(config, "", 0);
        long wanted = Math.max(unknown.maxOpenFiles(), unknown.containerOpenFiles());
        return new ProcessLimitsCheck(config, System.getProperty("sun.jnu.encoding", ""), OpenFileLimit.raise(wanted));
    }

    /** Returns one finding for each check. */
    public List<Finding> findings() {
        return List.of(checkLocale(), checkOpenFiles());
    }

    private Finding checkLocale() {
        if (UTF_8.contains(fileNameEncoding.toUpperCase(Locale.ROOT))) {
            return Finding.pass("locale", "file names are UTF-8");
        }
        return Finding.caution("locale", "file names are " + fileNameEncoding
            + ": courses, tasks and paths with non-ASCII"
            + " characters are rejected or not found", "start the agent with LC_ALL=C.UTF-8 in its environment, or with"
            + " another UTF-8 locale that locale -a lists");
    }

    private Finding checkOpenFiles() {
        String remedy = "raise it to 65536 (LimitNOFILE= in a systemd unit, --ulimit nofile= for a container, ulimit -n in a"
            + " shell), or lower concurrency, warm or limits.students";
        if (openFiles < minOpenFiles()) {
            return Finding.fail("open files", "this process can open " + openFiles + " files at once, but " + config.concurrency()
                + " jobs need " + minOpenFiles(), remedy);
        }
        if (openFiles < containerOpenFiles()) {
            return Finding.fail("open files", "this process can open " + openFiles + " files at once, so containers of manager"
                + " oci cannot get the " + containerOpenFiles() + " of limits.files",
                remedy + ", or lower limits.files");
        }
        if (openFiles < maxOpenFiles()) {
            return Finding.caution("open files", "this process can open " + openFiles + " files at once: enough for "
                + config.concurrency() + " jobs with one or two students each; with limits.students students each they need "
                + maxOpenFiles(), remedy);
        }
        return Finding.pass("open files", openFiles + " files at once");
    }

    /** OCI runtimes inherit the agent's limit and can exceed it only with CAP_SYS_RESOURCE (setrlimit(2)). */
    private long containerOpenFiles() {
        return needs().anyMatch(HostNeeds::passesOpenFileLimit) ? config.limits().files() : 0;
    }

    private Stream<HostNeeds> needs() {
        return config.runtimes().values().stream().map(runtime -> runtime.settings().needs());
    }

    /** Returns the number of open files with one student for each job. */
    long minOpenFiles() {
        return idleOpenFiles() + FILES_PER_CONTAINER * 2L * config.concurrency();
    }

    /** Returns the number of open files with as many students as the configuration allows. */
    long maxOpenFiles() {
        return idleOpenFiles() + FILES_PER_CONTAINER * (1L + config.limits().students()) * config.concurrency();
    }

    private long idleOpenFiles() {
        long warm = config.runtimes().values().stream().mapToLong(runtime -> runtime.warmPool().max()).sum();
        return IDLE_AGENT_FILES + needs().mapToLong(HostNeeds::idleDescriptors).sum() + 2 * FILES_PER_CONTAINER * warm;
    }
}
