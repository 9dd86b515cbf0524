package dev.ingot.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.app.RuntimeProviders;
import dev.ingot.agent.config.source.ByteSize;
import dev.ingot.agent.config.source.InvalidConfig;
import dev.ingot.agent.config.source.Problems;
import dev.ingot.agent.runtime.RuntimeProvider;
import dev.ingot.protocol.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file and flags make together, and what is said of wrong ones. */
class ConfigLoaderTest {
    @TempDir
    private Path folder;

    private AgentConfig load(String yaml, Map<String, ?> flags) throws InvalidConfig, IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), yaml);
        return new ConfigLoader(RuntimeProviders.ALL, Set.of("backend")).load(Optional.of(file), flags, new Problems());
    }

    private List<String> problems(String yaml, Map<String, ?> flags) {
        return assertThrows(InvalidConfig.class, () -> load(yaml, flags)).problems().stream()
            .map(problem -> problem.toString().replace(folder + "/", "")).toList();
    }

    @Test
    void missingKeysHaveDefaults() throws Exception {
        AgentConfig config = load("backend: tcp://b:2001", Map.of());
        assertEquals(Runtime.getRuntime().availableProcessors(), config.concurrency());
        assertEquals(Path.of("agent_data"), config.tmpdir());
        assertEquals(Path.of("tasks"), config.tasks());
        assertEquals(new PortRange(64120, 64130), config.debugPorts());
        assertEquals(Dialect.MODERN, config.dialect());
        assertEquals(AgentConfig.defaultRuntimes(RuntimeProviders.ALL), config.runtimes());
        assertEquals(Map.of("docker", "docker"), config.environments());
        assertEquals(new ContainerLimits(1024, 4096, 32, new ByteSize(1 << 30), 100_000,
            new TaskDiskLimit(Optional.of(new ByteSize(2L << 30)), false)), config.limits());
        assertTrue(config.autorestart());
    }

    @Test
    void flagsOverrideTheFile() throws Exception {
        AgentConfig config = load("{backend: 'tcp://b:2001', concurrency: 2, tasks: here}", Map.of("concurrency", "8"));
        assertEquals(8, config.concurrency());
        assertEquals(Path.of("here"), config.tasks());
    }

    @Test
    void readsTheDiskLimitAsASize() throws Exception {
        String yaml = "{backend: 'tcp://b:1', limits: {disk: 512MiB, inodes: 5000, task-disk: 2GiB}, "
            + "runtimes: {x: {manager: oci, oci-runtime: crun, writable-layer: disk, userns: auto}}}";
        AgentConfig config = load(yaml, Map.of());
        assertEquals(new ContainerLimits(1024, 4096, 32, new ByteSize(512 << 20), 5000,
            new TaskDiskLimit(Optional.of(new ByteSize(2L << 30)), true)), config.limits());
        assertTrue(ConfigWriter.write(config).contains("userns: auto"));
        assertTrue(ConfigWriter.write(config).contains("writable-layer: disk"));
        assertEquals(config, load(ConfigWriter.write(config), Map.of()));
    }

    @Test
    void writesUsernsOnlyWhereItIsNoDefault() throws Exception {
        String yaml = "{backend: 'tcp://b:1', environments: {docker: crun}, runtimes: {crun: {manager: oci, oci-runtime: crun}, "
            + "runc: {manager: oci, oci-runtime: runc}, gvisor: {manager: oci, oci-runtime: runsc}, "
            + "docker: {manager: docker, oci-runtime: crun}, given: {manager: oci, oci-runtime: crun, userns: host}}}";
        String written = ConfigWriter.write(load(yaml, Map.of()));
        assertEquals(3, written.split("userns: host", -1).length - 1, written);
        assertFalse(written.contains("userns: auto"), "a written default would be a requirement");
    }

    @Test
    void acceptsEarlierNamesOfKeysWithCautions() throws Exception {
        Problems problems = new Problems();
        Path file = Files.writeString(folder.resolve("old.yaml"), "{backend: 'tcp://b:1', runtimes: {x: "
            + "{manager: oci, flavour: crun, layer: disk, frame-lengths: little-endian}}}");
        AgentConfig config = new ConfigLoader(RuntimeProviders.ALL, Set.of()).load(Optional.of(file), Map.of(), problems);
        assertEquals(List.of("runtimes.x.flavour: this key is now called oci-runtime; rename it to oci-runtime",
            "runtimes.x.layer: this key is now called writable-layer; rename it to writable-layer",
            "runtimes.x.frame-lengths: this key is now called frame-byte-order; rename it to frame-byte-order"),
            problems.cautions().stream().map(caution -> caution.toString().replace(file + ": ", "")).toList());
        assertEquals(FrameByteOrder.LITTLE_ENDIAN, config.runtimes().get("x").frameByteOrder());
        assertEquals(config, load(ConfigWriter.write(config), Map.of()));
    }

    @Test
    void namesTheManagersThatHaveAKey() {
        assertEquals(List.of("a.yaml: runtimes.x.writable-layer: manager podman does not have this key, only manager oci; "
            + "remove writable-layer"),
            problems("{backend: 'tcp://b:1', runtimes: {x: {manager: podman, writable-layer: disk}}}", Map.of()));
    }

    @Test
    void readsTaskDiskNoneAsNoLimit() throws Exception {
        AgentConfig config = load("{backend: 'tcp://b:1', limits: {task-disk: none}}", Map.of());
        assertEquals(new TaskDiskLimit(Optional.empty(), true), config.limits().taskDisk());
        assertTrue(ConfigWriter.write(config).contains("task-disk: none"));
        assertFalse(ConfigWriter.write(load("backend: tcp://b:1", Map.of())).contains("task-disk"),
            "written, the default would be a must");
        assertTrue(problems("{backend: 'tcp://b:1', limits: {task-disk: little}}", Map.of()).getFirst().contains("or none"));
    }

    @ParameterizedTest
    @CsvSource({"1073741824, 1GiB, 1073741824", "512MiB, 512MiB, 536870912", "1 GiB, 1GiB, 1073741824",
        "1500kB, 1500000, 1500000", "1536KiB, 1536KiB, 1572864"})
    void printsSizesWithTheLargestUnit(String written, String printed, long bytes) {
        ByteSize size = ByteSize.parse(written);
        assertEquals(bytes, size.bytes());
        assertEquals(printed, size.toString());
    }

    @Test
    void flagsReplaceTheKeysOfMetricsOneByOne() throws Exception {
        String file = "{backend: 'tcp://b:1', metrics: {listen: 9464, hosts: 'a.example, b'}}";
        assertEquals(List.of("a.example", "b"), load(file, Map.of("metrics", Map.of("listen", "1"))).metricsHosts());
        assertEquals("127.0.0.1:1",
            load(file, Map.of("metrics", Map.of("listen", "1"))).metricsListen().orElseThrow().toString());
        AgentConfig config = load(file, Map.of("metrics", Map.of("hosts", "c")));
        assertEquals("127.0.0.1:9464", config.metricsListen().orElseThrow().toString());
        assertEquals(List.of("c"), config.metricsHosts());
        assertEquals(config, load(ConfigWriter.write(config), Map.of()));
    }

    @Test
    @Timeout(10)
    void rejectsAFileLargerThanOneMebibyte() {
        List<String> problems = problems("friendly-name: " + "x".repeat(20 << 20) + "\n", Map.of());
        assertTrue(problems.contains("a.yaml: it is larger than 1 MiB; give the path of the configuration"), problems.toString());
    }

    @Test
    void explainsAnInvalidPath() {
        List<String> problems = problems("{backend: 'tcp://b:1', tmpdir: \"/a\\0b\"}", Map.of());
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().contains("is not a valid path: Nul character not allowed; if it has letters"),
            problems.toString());
    }

    @Test
    void theOnlyRuntimeServesTheTypeDocker() throws Exception {
        AgentConfig config = load("{backend: 'tcp://b:1', runtimes: {mine: {manager: docker, oci-runtime: crun}}}", Map.of());
        assertEquals(Map.of("docker", "mine"), config.environments());
        assertEquals("docker", config.runtimes().get("mine").settings().manager());
    }

    @Test
    void anEmptyFileLacksOnlyTheBackend() {
        List<String> problems = problems("# nothing yet\n", Map.of());
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().startsWith("a.yaml: backend: no backend address is given; give "));
    }

    @Test
    void readsWarmAsANumberOrAsBounds() throws Exception {
        AgentConfig config = load("""
            backend: tcp://b:1
            runtimes:
              a: {manager: docker, warm: 3}
              b: {manager: docker, warm: {min: 1, max: 4}}
              c: {manager: docker, warm: {min: 2, students: auto}}
              d: {manager: docker, warm: {min: 2, students: never}}
            environments: {docker: a}
            """, Map.of());
        assertEquals(List.of(new WarmPoolConfig(3, 3, true), new WarmPoolConfig(1, 4, true), new WarmPoolConfig(2, 2, true),
            new WarmPoolConfig(2, 2, false)),
            config.runtimes().values().stream().map(RuntimeConfig::warmPool).toList());
    }

    @Test
    void reportsEveryProblemAtOnce() {
        String managers = RuntimeProviders.ALL.stream().map(RuntimeProvider::manager).collect(Collectors.joining(", "));
        List<String> problems = problems("""
            backend: http://b
            concurrncy: 4
            ssh: maybe
            limits: {pids: 0, fils: 3}
            runtimes:
              a: {manager: dokcer}
              b: {oci-runtime: crun, warn: 4}
            environments: {docker: c}
            """, Map.of("dialect", "0.5"));
        assertEquals(List.of(
            "a.yaml: runtimes.a.manager: \"dokcer\" is not one of: " + managers + "; write for instance docker",
            "a.yaml: runtimes.b.manager: no manager is given; known here: " + managers,
            "a.yaml: runtimes.b.warn: unknown key; did you mean warm?",
            "a.yaml: backend: \"http://b\" is not of the form tcp://host:port; write for instance tcp://127.0.0.1:2001",
            "a.yaml: ssh: \"maybe\" is not one of: true, false; write for instance true",
            "--dialect: \"0.5\" is not one of: modern, 0.8.0; write for instance modern",
            "a.yaml: environments.docker: there is no runtime \"c\"; did you mean a?",
            "a.yaml: limits.pids: \"0\" is not a whole number above 0; write for instance 4",
            "a.yaml: limits.fils: unknown key; did you mean files?",
            "a.yaml: concurrncy: unknown key; did you mean concurrency?"), problems);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'debug-ports: 5'                         | debug-ports
        'debug-ports: 0-70000'                   | debug-ports
        'concurrency: 1.5'                       | concurrency
        'concurrency: 99999999999'               | concurrency
        'concurrency: [1]'                       | concurrency
        'limits: 4'                              | limits
        'limits: {disk: 1023KiB}'                | limits.disk
        'limits: {disk: 1 gig}'                  | limits.disk
        'limits: {disk: 9999999TiB}'             | limits.disk
        'limits: {inodes: 0}'                    | limits.inodes
        'runtimes: {x: {manager: docker, writable-layer: disk}}' | runtimes.x.writable-layer
        'runtimes: {x: {manager: docker, userns: auto}}' | runtimes.x.userns
        'runtimes: {x: {manager: oci, oci-runtime: runsc, userns: auto}}' | runtimes.x.userns
        'runtimes: {x: {manager: oci, oci-runtime: crun, writable-layer: tape}}' | runtimes.x.writable-layer
        'tmpdir: ""'                             | tmpdir
        'debug-host: a b'                        | debug-host
        'runtimes: {x: docker}'                  | runtimes.x
        'runtimes: {x: {manager: oci-none}}'     | runtimes.x.manager
        'runtimes: {x: {manager: lxd, server: lxc}}' | runtimes.x.server
        'runtimes: {x: {manager: docker, storage-pool: p}}' | runtimes.x.storage-pool
        'runtimes: {x: {manager: lxd, overhead: 0}}' | runtimes.x.overhead
        'runtimes: {x: {manager: docker, frame-lengths: big-endian, frame-byte-order: big-endian}}' | runtimes.x.frame-lengths
        'runtimes: {x: {manager: docker, socket: "https://h:1"}}' | runtimes.x.socket
        'runtimes: {x: {manager: lxd, socket: "tcp://h:1"}}' | runtimes.x.socket
        'runtimes: {x: {manager: lxd, socket: "https://h:8443"}}' | runtimes.x.socket
        'runtimes: {x: {manager: docker, warm: -1}}' | runtimes.x.warm
        'runtimes: {x: {manager: docker, warm: {min: two}}}' | runtimes.x.warm.min
        'runtimes: {x: {manager: docker, warm: {min: 2, max: 1}}}' | runtimes.x.warm.max
        'runtimes: {x: {manager: docker, socket: /run/x}}' | runtimes.x.socket
        'runtimes: {x: {manager: docker}, y: {manager: docker}}' | environments
        'metrics: {listen: here}'                | metrics.listen
        'metrics: {listen: "127.0.0.1:70000"}'   | metrics.listen
        'metrics: {hosts: "a.example, http://b"}' | metrics.hosts
        'job-log-rotation: {size: 64mb}'         | job-log-rotation.size
        'job-log-rotation: {age: 0d}'            | job-log-rotation.age
        'telemetry: {endpoint: "127.0.0.1:4318"}' | telemetry.endpoint
        'log-format: xml'                        | log-format
        """)
    void namesTheLocationOfAWrongValue(String yaml, String place) {
        List<String> problems = problems("backend: tcp://b:1\n" + yaml, Map.of());
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().startsWith("a.yaml: " + place + ": "), problems.getFirst());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'ssh: true\\n  tasks: b'    | a.yaml, line 2, column
        'ssh: [true'                | a.yaml, line 1, column
        'ssh: true\\nssh: false'    | a.yaml, line 2, column
        '- ssh'                     | a.yaml: it is not a mapping
        'ssh: true\\n---\\nssh: true' | a.yaml, line
        """)
    void reportsYamlErrorsWithLineAndColumn(String yaml, String start) {
        String first = problems(yaml.replace("\\n", "\n"), Map.of()).getFirst();
        assertTrue(first.startsWith(start), first);
    }

    @Test
    void reportsATabInTheIndentation() {
        String first = problems("\tssh: true", Map.of()).getFirst();
        assertTrue(first.contains("(TAB)"), first);
    }

    @Test
    void aMissingFileIsAProblem() {
        InvalidConfig thrown = assertThrows(InvalidConfig.class, () -> new ConfigLoader(RuntimeProviders.ALL, Set.of())
            .load(Optional.of(folder.resolve("none.yaml")), Map.of(), new Problems()));
        assertTrue(thrown.getMessage().contains("none.yaml: there is no such file"), thrown.getMessage());
    }
}
