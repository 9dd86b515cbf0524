package dev.ingot.agent.config;

import dev.ingot.agent.runtime.RuntimeProvider;
import dev.ingot.agent.session.BackendAddress;
import dev.ingot.observation.ListenAddress;
import dev.ingot.protocol.Dialect;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything an admin decides about an agent; docs/configure.md describes each key.
 *
 * @param tmpdir       holds the directories of running jobs; container engines must see it under the same path
 * @param debugHost    where people reach published ports; found out when absent
 * @param ssh          every environment type is offered as {@code TYPE-ssh} as well
 * @param routingId    under which the backend knows this agent; derived when absent
 * @param runtimes     by the name the admin chose
 * @param environments environment type to the name of its runtime
 * @param imageStore   the folder with the images of direct runtimes
 * @param dockerImport whether the grading images of a local Docker daemon are imported into that folder
 * @param jobLog       one JSON object per job is appended here
 * @param metricsListen  where metrics and the status page are served; nowhere when absent
 * @param metricsHosts   names under which those are answered, besides this host's addresses and names
 * @param telemetry      an OpenTelemetry collector that takes a trace of each job
 * @param debugGraders     graders run for a debugger: network on, half an hour
 * @param autorestart  a lost backend is looked for again; when false the agent ends
 */
public record AgentConfig(
    Optional<BackendAddress> backend,
    String friendlyName,
    int concurrency,
    Path tasks,
    Path tmpdir,
    Optional<String> debugHost,
    PortRange debugPorts,
    boolean ssh,
    Dialect dialect,
    Optional<String> routingId,
    Map<String, RuntimeConfig> runtimes,
    Map<String, String> environments,
    Path imageStore,
    boolean dockerImport,
    ContainerLimits limits,
    Optional<Path> jobLog,
    JobLogRotation jobLogRotation,
    Optional<ListenAddress> metricsListen,
    List<String> metricsHosts,
    Optional<URI> telemetry,
    LogFormat logFormat,
    boolean debugGraders,
    boolean autorestart,
    boolean verbose) {

    /**
     * Returns the runtimes of a configuration that names none: the default manager with defaults, under the manager's name.
     *
     * @param providers of all managers, the default first
     */
    public static Map<String, RuntimeConfig> defaultRuntimes(List<RuntimeProvider> providers) {
        return new RuntimeReader(providers).defaultRuntimes();
    }
}
