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
 * The whole configuration of an agent. docs/configure.md describes each key with its default.
 *
 * @param backend        where the backend listens for agents; required by every command that registers
 * @param friendlyName   name in the backend's queue; empty for none
 * @param concurrency    how many jobs run at once, at least 1
 * @param tasks          the folder with all courses
 * @param tmpdir         the folder of job directories; managers of containers must see it under the same path
 * @param debugHost      the address under which users reach published ports; when absent, this host's address towards the backend
 * @param debugPorts     host ports that containers may publish
 * @param ssh            whether every environment type is offered as {@code TYPE-ssh} as well
 * @param dialect        the backend's release line
 * @param routingId      the ZeroMQ routing id of the agent's socket; derived when absent
 * @param runtimes       name of a runtime to its configuration; at least one
 * @param environments   environment type to the name of its runtime; at least one
 * @param imageStore     the folder of the agent's own image store, which manager {@code oci} uses
 * @param dockerImport   whether grading images of a local Docker daemon are imported into the image store
 * @param limits         limits of every container
 * @param jobLog         file to which one JSON object per job is appended; absent for none
 * @param jobLogRotation when the job log starts a new file
 * @param metricsListen  address of metrics and status page; absent for none
 * @param metricsHosts   host names that metrics and status page accept besides this host's addresses and names
 * @param telemetry      URL of an OpenTelemetry collector that receives a trace of each job; absent for none
 * @param logFormat      of log lines
 * @param debugGraders   whether graders run for a debugger, with network and half an hour of time
 * @param autorestart    whether the agent waits for a lost backend; when false it ends
 * @param verbose        whether the agent's own code logs in detail
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
