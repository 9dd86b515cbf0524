package dev.ingot.agent.cli;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.FrameByteOrder;
import dev.ingot.agent.config.LxdConfig;
import dev.ingot.agent.config.ManagerKind;
import dev.ingot.agent.config.RuntimeConfig;
import dev.ingot.agent.config.Userns;
import dev.ingot.agent.config.WarmPoolConfig;
import dev.ingot.agent.config.WritableLayerStorage;
import dev.ingot.agent.config.source.ByteSize;
import dev.ingot.agent.config.source.InvalidConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The flags of inginious-agent-docker and ours: what each means, in every way it can be written. */
class AgentFlagsTest {
    private static final String BACKEND = "tcp://127.0.0.1:2001";

    private static Arguments row(String words, Object expected, Function<AgentConfig, Object> read) {
        return Arguments.of(words, expected, read);
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
    void parsesFlag(String words, Object expected, Function<AgentConfig, Object> read) throws InvalidConfig {
        List<String> given = words.isEmpty() ? List.of() : List.of(words.split(" "));
        assertEquals(expected, read.apply(CommandRun.parseConfig(
            Stream.concat(Stream.of(BACKEND), given.stream()).toArray(String[]::new))));
    }

    @Test
    void runtimeFlagTakesAllWordsAndRepeats() throws InvalidConfig {
        AgentConfig config = CommandRun.parseConfig("--runtime", "crun", "docker", "root", "--runtime", "docker:kata-qemu",
            "kata", "isolated", "root", "--runtime", "docker", "plain", "--runtime", "cards", "cards", "gpu",
            "--runtime", "nvidia", "nvidia", "--ssh", BACKEND);
        assertEquals(Map.of("docker", "crun+root", "kata", "docker:kata-qemu+isolated+root", "plain", "docker",
            "cards", "cards+gpu", "nvidia", "nvidia"), config.environments());
        assertEquals(Map.of(
            "crun+root", docker("crun", true, false, true),
            "docker:kata-qemu+isolated+root", docker("kata-qemu", true, false, false),
            "docker", RuntimeConfig.DEFAULT,
            "cards+gpu", docker("cards", false, true, true),
            "nvidia", docker("nvidia", false, true, true)), config.runtimes());
    }

    @Test
    void derivesSharedKernelFromTheRuntimeName() throws InvalidConfig {
        AgentConfig config = CommandRun.parseConfig("--runtime", "runsc", "docker", "--runtime", "kata-qemu", "kata", "--runtime",
            "oci:/opt/runsc", "fast", "shared", "--ssh", BACKEND);
        assertEquals(Map.of("runsc", false, "kata-qemu", false, "oci:/opt/runsc+shared", true),
            config.runtimes().entrySet().stream().collect(toMap(Map.Entry::getKey, one -> one.getValue().sharedKernel())));
        assertEquals(new ByteSize(64 << 20), config.runtimes().get("runsc").overhead());
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
        --debug                                   | --debug: it can mean several flags; write one of --debug-host
        --tsaks x                                 | --tsaks: unknown flag; did you mean --tasks?
        one-more                                  | one-more: one word too many
        --fs s3                                   | --fs: "s3" is not known here
        --fs local                                | --fs: "local" needs to know where
        --fs local --fs-location a --tasks b      | --fs: it excludes --tasks
        --fs-location a                           | --fs-location: it says nothing without --fs
        --tasks                                   | command line: Missing required parameter for option '--tasks'
        --tasks --ssh                             | command line: Expected parameter for option '--tasks' but found '--ssh'
        """)
    void reportsEachWrongFlagOnce(String words, String start) {
        String[] all = Stream.concat(Stream.of(BACKEND), Stream.of(words.split(" "))).toArray(String[]::new);
        List<String> problems = assertThrows(InvalidConfig.class, () -> CommandRun.parseConfig(all)).getMessage().lines()
            .toList();
        assertEquals(1, problems.stream().filter(problem -> problem.startsWith(start)).count(), problems.toString());
    }

    private static RuntimeConfig docker(String flavour, boolean root, boolean gpu, boolean shared) {
        return new RuntimeConfig(ManagerKind.DOCKER, flavour, "", root, gpu, shared, WritableLayerStorage.MEMORY, new ByteSize(0),
            FrameByteOrder.BIG_ENDIAN, Userns.HOST, WarmPoolConfig.NONE, LxdConfig.DEFAULT);
    }
}
