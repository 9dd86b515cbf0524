package dev.ingot.agent.app;

import dev.ingot.agent.background.BackgroundLoop;
import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.RuntimeConfig;
import dev.ingot.agent.config.source.Problem;
import dev.ingot.agent.doctor.Finding;
import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.HostNotice;
import dev.ingot.agent.runtime.ReapingRuntime;
import dev.ingot.agent.runtime.RuntimeCommon;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.task.JobDirs;
import dev.ingot.lifecycle.ResourceStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the configured runtimes, and removes orphans of their containers until it is closed. */
public final class Runtimes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runtimes.class);
    private static final String SSH_SUFFIX = "-ssh";
    private static final Duration REAP_INTERVAL = Duration.ofMinutes(1);

    private final Map<String, RuntimeConfig> configs;
    private final Map<String, ReapingRuntime> opened = new LinkedHashMap<>();
    private final ResourceStack resources = new ResourceStack();
    private final Map<String, List<HostNotice>> notices = new HashMap<>();
    private Thread reaper;

    /**
     * Opens every runtime of a configuration.
     *
     * @throws RuntimeFault when one cannot be opened; those that were opened before it are closed then
     */
    public Runtimes(AgentConfig config) {
        configs = config.runtimes();
        try {
            configs.forEach((name, runtime) -> opened.put(name, resources.add(open(name, runtime, config))));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private ReapingRuntime open(String name, RuntimeConfig runtime, AgentConfig config) {
        RuntimeCommon common = new RuntimeCommon(name, config.tmpdir(), JobDirs.hostsFolder(config.tmpdir()),
            config.imageStore(), config.limits().disk().bytes(), config.limits().inodes());
        List<HostNotice> found = new ArrayList<>();
        notices.put(name, found);
        return new ReapingRuntime(runtime.settings().open(common, found::add));
    }

    /** Returns the opened runtimes in the order of the configuration. */
    public List<ReapingRuntime> all() {
        return List.copyOf(opened.values());
    }

    /** Probes every runtime and logs the result. Returns what keeps the agent from starting. */
    List<Problem> probe() {
        List<Problem> unavailable = new ArrayList<>();
        opened.forEach((name, runtime) -> {
            findings(name).forEach(finding -> {
                if (finding.isFailure()) {
                    unavailable.add(finding.toProblem());
                } else {
                    LOG.info("Runtime {}: {}; {}", name, finding.description(), finding.remedy());
                }
            });
            switch (runtime.probe()) {
                case Health.Ready(String version) -> LOG.info("Runtime {}: {}", name, version);
                case Health.Degraded(String version, String reason, String remedy) ->
                    LOG.warn("Runtime {}: {}, but {}; {}", name, version, reason, remedy);
                case Health.Unavailable(String reason, String remedy) ->
                    unavailable.add(new Problem("runtime " + name, reason, remedy));
            }
        });
        return unavailable;
    }

    /** Returns what this host does not allow a runtime, found when it was opened. */
    public List<Finding> findings(String name) {
        return notices.get(name).stream().map(notice -> notice.isFailure()
            ? Finding.fail("runtime " + name, notice.description(), notice.remedy())
            : Finding.caution("runtime " + name, notice.description(), notice.remedy())).toList();
    }

    /** Returns the environment types that the agent offers, each with its runtime. */
    public List<EnvironmentType> environmentTypes(AgentConfig config) {
        Map<String, String> names = new LinkedHashMap<>(config.environments());
        if (config.ssh()) {
            config.environments().forEach((type, runtime) -> {
                if (!type.endsWith(SSH_SUFFIX)) {
                    names.putIfAbsent(type + SSH_SUFFIX, runtime);
                }
            });
        }
        return names.entrySet().stream().map(entry -> createEnvironmentType(entry.getKey(), entry.getValue())).toList();
    }

    private EnvironmentType createEnvironmentType(String type, String name) {
        RuntimeConfig config = configs.get(name);
        return new EnvironmentType(type, opened.get(name), config.runAsRoot(), config.gpu(), type.endsWith(SSH_SUFFIX),
            config.frameByteOrder().order());
    }

    /** Removes orphans of earlier processes of this agent now, and every minute containers that no job holds. */
    void startReaping(String agentId) {
        opened.values().forEach(runtime -> runtime.removeOrphans(agentId));
        reaper = Thread.ofVirtual().name("reaper").start(new BackgroundLoop("reaper", () -> {
            Thread.sleep(REAP_INTERVAL);
            opened.forEach((name, runtime) -> reap(name, runtime, agentId));
            return true;
        }));
    }

    private static void reap(String name, ReapingRuntime runtime, String agentId) {
        try {
            runtime.removeUnheld(agentId);
        } catch (RuntimeFault e) {
            LOG.warn("Failed to list the containers of runtime {}: {}. Orphans stay until the next attempt in a minute", name,
                e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Failed to remove orphaned containers of runtime {}; the next attempt is in a minute", name, e);
        }
    }

    @Override
    public void close() {
        if (reaper != null) {
            reaper.interrupt();
        }
        resources.close();
    }
}
