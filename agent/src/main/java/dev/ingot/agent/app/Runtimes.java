package dev.ingot.agent.app;

import dev.ingot.agent.background.BackgroundLoop;
import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.ContainerLimits;
import dev.ingot.agent.config.LxdConfig;
import dev.ingot.agent.config.RuntimeConfig;
import dev.ingot.agent.config.WritableLayerStorage;
import dev.ingot.agent.config.source.Problem;
import dev.ingot.agent.doctor.Finding;
import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.ReapingRuntime;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.docker.DockerApiManager;
import dev.ingot.agent.runtime.docker.DockerRuntime;
import dev.ingot.agent.runtime.docker.DockerSettings;
import dev.ingot.agent.runtime.lxd.LxdRuntime;
import dev.ingot.agent.runtime.lxd.LxdServerKind;
import dev.ingot.agent.runtime.lxd.LxdSettings;
import dev.ingot.agent.runtime.lxd.client.Credentials;
import dev.ingot.agent.runtime.lxd.client.LxdEndpoint;
import dev.ingot.agent.runtime.oci.OciRuntime;
import dev.ingot.agent.runtime.oci.OciSettings;
import dev.ingot.agent.runtime.oci.UserMappingProbe;
import dev.ingot.agent.runtime.oci.root.WritableLayer;
import dev.ingot.agent.task.JobDirs;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configured runtimes, opened. The only place that knows which class runs which kind of engine. */
public final class Runtimes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runtimes.class);
    private static final String SSH_SUFFIX = "-ssh";
    private static final Duration REAP_INTERVAL = Duration.ofMinutes(1);

    private final Map<String, RuntimeConfig> configs;
    private final Map<String, ReapingRuntime> opened = new LinkedHashMap<>();
    private final UserMappings mapping;
    private Thread reaper;

    public Runtimes(AgentConfig config) {
        configs = config.runtimes();
        mapping = new UserMappings(UserMappingProbe.of(List.of(config.imageStore(), config.tmpdir())));
        Path scratch = JobDirs.hostsFolder(config.tmpdir());
        configs.forEach((name, runtime) -> opened.put(name, new ReapingRuntime(open(name, runtime, config, scratch))));
    }

    private ContainerRuntime open(String name, RuntimeConfig config, AgentConfig agent, Path scratch) {
        ContainerLimits limits = agent.limits();
        return switch (config.manager()) {
            case DOCKER -> createDockerRuntime(DockerApiManager.DOCKER, name, config, scratch);
            case PODMAN -> createDockerRuntime(DockerApiManager.PODMAN, name, config, scratch);
            case OCI -> new OciRuntime(OciSettings.of(name, config.ociRuntime()).withImages(agent.imageStore())
                .withLayer(createLayer(config.writableLayer(), limits))
                .withKernel(config.sharedKernel(), config.overhead().bytes()).withMappedUsers(mapping.isWanted(config)));
            case LXD -> new LxdRuntime(createLxdSettings(name, config).withDiskLimit(limits.disk().bytes()));
        };
    }

    private static LxdSettings createLxdSettings(String name, RuntimeConfig config) {
        LxdServerKind flavour = LxdServerKind.of(config.ociRuntime()).orElse(LxdServerKind.LXD);
        LxdConfig lxd = config.lxd();
        LxdSettings settings = LxdSettings.of(name, flavour).withServerObjects(lxd.project(), lxd.pool(), lxd.network());
        return config.socket().isEmpty() ? settings : settings.withEndpoint(new LxdEndpoint(URI.create(config.socket()),
            lxd.keystore().flatMap(key -> lxd.certificate().map(certificate -> new Credentials(key, certificate)))));
    }

    private static WritableLayer createLayer(WritableLayerStorage place, ContainerLimits limits) {
        return switch (place) {
            case MEMORY -> new WritableLayer.InMemory(limits.disk().bytes(), limits.inodes());
            case DISK -> new WritableLayer.OnDisk(limits.disk().bytes(), limits.inodes());
        };
    }

    private static ContainerRuntime createDockerRuntime(DockerApiManager engine, String name, RuntimeConfig config,
        Path scratch) {
        return new DockerRuntime(new DockerSettings(engine, name, config.ociRuntime(), config.socket(), config.sharedKernel(),
            config.overhead().bytes(), Optional.of(scratch)));
    }

    public List<ReapingRuntime> all() {
        return List.copyOf(opened.values());
    }

    /** Asks each whether it works; tells in the log, and returns what keeps the agent from starting. */
    List<Problem> probe() {
        List<Problem> absent = new ArrayList<>();
        opened.forEach((name, runtime) -> {
            users(name).ifPresent(finding -> {
                if (finding.isFailure()) {
                    absent.add(finding.toProblem());
                } else {
                    LOG.info("Runtime {}: {}; {}", name, finding.description(), finding.remedy());
                }
            });
            switch (runtime.probe()) {
                case Health.Ready(String version) -> LOG.info("Runtime {}: {}", name, version);
                case Health.Degraded(String version, String why, String remedy) ->
                    LOG.warn("Runtime {}: {}, but {}; {}", name, version, why, remedy);
                case Health.Unavailable(String why, String remedy) -> absent.add(new Problem("runtime " + name, why, remedy));
            }
        });
        return absent;
    }

    /** What is to be said of a runtime whose containers' users should be others on the host, and cannot be. */
    public Optional<Finding> users(String name) {
        return mapping.finding(name, configs.get(name));
    }

    /** The environment types that are offered, each on its runtime. */
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

    /** Removes the containers an earlier life of this agent left behind, and from then on those that nobody holds. */
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
            LOG.warn("Runtime {} does not list its containers: {}", name, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Containers of runtime {} that are held no longer could not be removed", name, e);
        }
    }

    @Override
    public void close() {
        if (reaper != null) {
            reaper.interrupt();
        }
        opened.values().forEach(ContainerRuntime::close);
    }
}
