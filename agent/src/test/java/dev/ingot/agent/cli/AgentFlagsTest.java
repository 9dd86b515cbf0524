package dev.ingot.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ingot.agent.app.RuntimeProviders;
import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.ConfigLoader;
import dev.ingot.agent.config.RuntimeConfig;
import dev.ingot.agent.config.source.InvalidConfig;
import dev.ingot.agent.config.source.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the flags of inginious-agent-docker and the further ones, in every form in which they can be written. */
class AgentFlagsTest {
    @TempDir
    private Path folder;

    private static final String BACKEND = "tcp://127.0.0.1:2001";

    private static Arguments row(String arguments, Object expected, Function<AgentConfig, Object> read) {
        return Arguments.of(arguments, expected, read);
    }

    static Stream<Arguments> flagCases() {
        return Stream.of(
            row("", "Optional[" + BACKEND + "]", config -> config.backend().toString()),
            row("--friendly-name g1", "g1", AgentConfig::friendlyName),
            row("--friendly-name=g=1", "g=1", AgentConfig::friendlyName),
            row("--fr g1", "g1", AgentConfig::friendlyName),
            row("--debug-host h", "Optional[h]", config -> config.debugHost().toString()),
            row("--debug-ports 10-20", "10-20", config -> config.debugPorts().toString()),
            row("--debug-ports=20-10", "10-20", config -> config.debugPorts().toString()),
            row("--debugger", true, AgentConfig::debugGraders),
            row("--tmpdir /t", "/t", config -> config.tmpdir().toString()),
            row("--tm /t", "/t", config -> config.tmpdir().toString()),
            row("--concurrency 4", 4, AgentConfig::concurrency),
            row("--conc 4", 4, AgentConfig::concurrency),
            row("--co=4", 4, AgentConfig::concurrency),
            row("--concurrency 4 --concurrency 5", 5, AgentConfig::concurrency),
            row("-v", true, AgentConfig::verbose),
            row("-vv", true, AgentConfig::verbose),
            row("--ver", true, AgentConfig::verbose),
            row("--debugmode", true, AgentConfig::verbose),
            row("--di", false, AgentConfig::autorestart),
            row("--image-store /s", "/s", config -> config.imageStore().toString()),
            row("", "/var/lib/ingot", config -> config.imageStore().toString()),
            row("--no-docker-import", false, AgentConfig::dockerImport),
            row("", true, AgentConfig::dockerImport),
            row("--ssh", true, AgentConfig::ssh),
            row("--tasks t", "t", config -> config.tasks().toString()),
            row("--fs local --fs-location t", "t", config -> config.tasks().toString()),
            row("--fs=local --fs-l=t", "t", config -> config.tasks().toString()),
            row("--r crun docker", Map.of("docker", "crun"), AgentConfig::environments),
            row("--job-log j", "Optional[j]", config -> config.jobLog().toString()),
            row("--metrics-listen 9464", "Optional[127.0.0.1:9464]", config -> config.metricsListen().toString()),
            row("--metrics-hosts a.example,b", "[a.example, b]", config -> config.metricsHosts().toString()),
            row("--metrics-listen :9464", "Optional[127.0.0.1:9464]", config -> config.metricsListen().toString()),
            row("--metrics-listen [::]:9464", "Optional[[::]:9464]", config -> config.metricsListen().toString()),
            row("--metrics-listen grader-1:0", "Optional[grader-1:0]", config -> config.metricsListen().toString()),
            row("--otlp-endpoint http://c:4318", "Optional[http://c:4318]", config -> config.telemetry().toString()),
            row("--log-format json", "json", config -> config.logFormat().configValue()),
            row("--dialect 0.8.0", "0.8.0", config -> config.dialect().name()),
            row("--routing-id me", "Optional[me]", config -> config.routingId().toString()));
    }

    @ParameterizedTest(name = "agent {0}")
    @MethodSource("flagCases")
    void parsesFlag(String arguments, Object expected, Function<AgentConfig, Object> read) throws InvalidConfig {
        List<String> given = arguments.isEmpty() ? List.of() : List.of(arguments.split(" "));
        assertEquals(expected, read.apply(CommandRun.parseConfig(
            Stream.concat(Stream.of(BACKEND), given.stream()).toArray(String[]::new))));
    }

    @Test
    void runtimeFlagTakesAllWordsAndRepeats() throws Exception {
        AgentConfig config = CommandRun.parseConfig("--runtime", "crun", "docker", "root", "--runtime", "docker:kata-qemu",
            "kata", "isolated", "root", "--runtime", "docker", "plain", "--runtime", "cards", "cards", "gpu",
            "--runtime", "nvidia", "nvidia", "--ssh", BACKEND);
        assertEquals(Map.of("docker", "crun+root", "kata", "docker:kata-qemu+isolated+root", "plain", "docker",
            "cards", "cards+gpu", "nvidia", "nvidia"), config.environments());
        assertEquals(loadRuntimes("""
            crun+root: {manager: docker, oci-runtime: crun, run-as-root: true}
            docker:kata-qemu+isolated+root: {manager: docker, oci-runtime: kata-qemu, run-as-root: true, shared-kernel: false}
            docker: {manager: docker}
            cards+gpu: {manager: docker, oci-runtime: cards, gpu: true}
            nvidia: {manager: docker, oci-runtime: nvidia, gpu: true}
            """), config.runtimes());
    }

    @Test
    void derivesSharedKernelFromTheRuntimeName() throws Exception {
        AgentConfig config = CommandRun.parseConfig("--runtime", "runsc", "docker", "--runtime", "kata-qemu", "kata", "--runtime",
            "oci:/opt/runsc", "fast", "shared", "--ssh", BACKEND);
        assertEquals(loadRuntimes("""
            runsc: {manager: docker, oci-runtime: runsc, shared-kernel: false, overhead: 64MiB}
            kata-qemu: {manager: docker, oci-runtime: kata-qemu, shared-kernel: false, overhead: 0}
            oci:/opt/runsc+shared: {manager: oci, oci-runtime: /opt/runsc, shared-kernel: true, overhead: 64MiB}
            """), config.runtimes());
    }

    @Test
    void theWordAfterTheColonSetsTheKeyOfItsManager() throws Exception {
        AgentConfig config = CommandRun.parseConfig("--runtime", "lxd:incus", "docker", "--runtime", "podman:runc", "p", "--ssh",
            BACKEND);
        assertEquals(loadRuntimes("""
            lxd:incus: {manager: lxd, server: incus}
            podman:runc: {manager: podman, oci-runtime: runc}
            """), config.runtimes());
    }

    @Test
    void sharedOverridesRoot() throws InvalidConfig {
        AgentConfig config = CommandRun.parseConfig(BACKEND, "--runtime", "crun", "docker", "root", "shared");
        assertEquals(List.of(false), config.runtimes().values().stream().map(RuntimeConfig::runAsRoot).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --runtime crun                            | --runtime: Not enough arguments
        --runtime crun docker rot                 | --runtime: Unknown flag rot; did you mean root?
        --runtime crun docker shared isolated     | --runtime: "shared" and "isolated" contradict each other
        --runtime crun docker --runtime runc docker | --runtime: the environment type docker is given twice
        --runtime nothing:crun docker             | --runtime.nothing:crun.manager: "nothing" is not one of
        --concurrency 0                           | --concurrency: "0" is not a whole number above 0
        --debug-ports 12                          | --debug-ports: "12" is not of the form begin-end
        --debug                                   | --debug: ambiguous flag; write one of --debug-host
        --tsaks x                                 | --tsaks: unknown flag; did you mean --tasks?
        one-more                                  | one-more: unexpected argument
        --fs s3                                   | --fs: "s3" is not supported
        --fs local                                | --fs: "local" needs a directory
        --fs local --fs-location a --tasks b      | --fs: it cannot be combined with --tasks
        --fs-location a                           | --fs-location: it has no effect without --fs
        --tasks                                   | command line: Missing required parameter for option '--tasks'
        --tasks --ssh                             | command line: Expected parameter for option '--tasks' but found '--ssh'
        """)
    void reportsEachWrongFlagOnce(String arguments, String start) {
        String[] all = Stream.concat(Stream.of(BACKEND), Stream.of(arguments.split(" "))).toArray(String[]::new);
        List<String> problems = assertThrows(InvalidConfig.class, () -> CommandRun.parseConfig(all)).getMessage().lines()
            .toList();
        assertEquals(1, problems.stream().filter(problem -> problem.startsWith(start)).count(), problems.toString());
    }

    /** Returns the runtimes of a file. */
    private Map<String, RuntimeConfig> loadRuntimes(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("agent.yaml"), "runtimes:\n" + yaml.indent(2));
        String first = yaml.lines().findFirst().orElseThrow().replaceAll(": \\{.*", "");
        return new ConfigLoader(RuntimeProviders.ALL, Set.of())
            .load(Optional.of(file), Map.of("environments", Map.of("docker", first)), new Problems()).runtimes();
    }
}
