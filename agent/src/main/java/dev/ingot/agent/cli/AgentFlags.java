package dev.ingot.agent.cli;

import dev.ingot.agent.app.RuntimeProviders;
import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.ConfigLoader;
import dev.ingot.agent.config.source.InvalidConfig;
import dev.ingot.agent.config.source.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Stack;
import picocli.CommandLine;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The flags of {@code inginious-agent-docker} and a few of our own. Values stay words here: the configuration reads them as
 * it reads the file's.
 */
final class AgentFlags {
    @Parameters(arity = "0..1", paramLabel = "BACKEND", description = "Where the backend listens for agents: tcp://host:port.")
    private String backend;

    @Option(names = "--config", paramLabel = "FILE", description = "Read this YAML file; flags given as well win.")
    private String config;

    @Option(names = "--friendly-name", paramLabel = "NAME", description = "Shown to admins in the queue.")
    private String friendlyName;

    @Option(names = "--concurrency", paramLabel = "N", description = "Jobs at once. Default: the number of processors.")
    private String concurrency;

    @Option(names = "--tasks", paramLabel = "DIR", description = "The folder with all courses. Default: ./tasks.")
    private String tasks;

    @Option(names = "--fs", paramLabel = "NAME", description = "Where tasks come from, instead of --tasks; here \"local\" only.")
    private String fs;

    @Option(names = "--fs-location", paramLabel = "DIR", description = "With --fs local: the folder with all courses.")
    private String fsLocation;

    @Option(names = "--fs-help", description = "Say what --fs takes.")
    private boolean fsHelp;

    @Option(names = "--tmpdir", paramLabel = "DIR",
        description = "Directories of running jobs; engines must see it under the same path. Default: ./agent_data.")
    private String tmpdir;

    @Option(names = "--runtime", parameterConsumer = WordListConsumer.class, paramLabel = "RUNTIME TYPE [FLAG...]",
        description = "Serve the environment type TYPE by RUNTIME: a runtime as Docker calls it (crun), or MANAGER:FLAVOUR"
            + " (docker:crun). Flags: root (students may ask for root), isolated (a kernel of its own), shared (the host's"
            + " kernel, as without a flag; takes root back), gpu. May be repeated; replaces the runtimes and environments of the"
            + " file. Default: Docker's default runtime serves docker.")
    private final List<List<String>> runtimes = new ArrayList<>();

    @Option(names = "--image-store", paramLabel = "DIR",
        description = "The folder with the images of direct runtimes. Default: /var/lib/ingot.")
    private String imageStore;

    @Option(names = "--no-docker-import", description = "Do not import the grading images of a local Docker daemon into it.")
    private boolean noDockerImport;

    @Option(names = "--ssh", description = "Offer every environment type as TYPE-ssh as well.")
    private boolean ssh;

    @Option(names = "--debug-host", paramLabel = "HOST",
        description = "Where people reach published ports. Default: this host's address towards the backend.")
    private String debugHost;

    @Option(names = "--debug-ports", paramLabel = "A-B", description = "Host ports to publish. Default: 64120-64130.")
    private String debugPorts;

    @Option(names = "--debugger", description = "Run graders for a debugger: network on, half an hour.")
    private boolean debugger;

    @Option(names = "--disable-autorestart", description = "End with status 1 when the backend is lost.")
    private boolean disableAutorestart;

    @Option(names = {"-v", "--verbose"}, description = "Log in detail.")
    private boolean verbose;

    @Option(names = "--debugmode", description = "Log the libraries in detail as well.")
    private boolean debugmode;

    @Option(names = "--job-log", paramLabel = "FILE", description = "Append one JSON object for each job.")
    private String jobLog;

    @Option(names = "--metrics-listen", paramLabel = "[HOST:]PORT",
        description = "Serve metrics and the status page there; a port alone: for this host only.")
    private String metricsListen;

    @Option(names = "--metrics-hosts", paramLabel = "NAME,...",
        description = "More host names under which those are answered, besides this host's addresses and names.")
    private String metricsHosts;

    @Option(names = "--otlp-endpoint", paramLabel = "URL",
        description = "Send a trace of each job to this OpenTelemetry collector (OTLP over HTTP).")
    private String otlpEndpoint;

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "Log as text (default) or as json.")
    private String logFormat;

    @Option(names = "--dialect", paramLabel = "NAME", description = "The backend's release line: modern (default) or 0.8.0.")
    private String dialect;

    @Option(names = "--routing-id", paramLabel = "ID",
        description = "Under which the backend knows this agent. Default: derived from host, name, backend and tmpdir.")
    private String routingId;

    /**
     * Loads the configuration from file and flags.
     *
     * @param required keys whose absence is a problem
     * @param problems gets the problems and cautions that are found
     */
    AgentConfig load(CommandLine command, Set<String> required, Problems problems) throws InvalidConfig {
        FlagAbbreviations.reportUnmatched(command, problems);
        return new ConfigLoader(RuntimeProviders.ALL, required)
            .load(Optional.ofNullable(config).map(Path::of), toConfigMap(problems), problems);
    }

    boolean fsHelp() {
        return fsHelp;
    }

    boolean debugmode() {
        return debugmode;
    }

    /** What was said, in the shape of the file. */
    private Map<String, Object> toConfigMap(Problems problems) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("backend", backend);
        said.put("friendly-name", friendlyName);
        said.put("concurrency", concurrency);
        said.put("tasks", resolveTasks(problems));
        said.put("tmpdir", tmpdir);
        said.put("image-store", imageStore);
        said.put("docker-import", noDockerImport ? false : null);
        said.put("debug-host", debugHost);
        said.put("debug-ports", debugPorts);
        said.put("job-log", jobLog);
        said.put("metrics", metricsSection());
        said.put("telemetry", otlpEndpoint == null ? null : Map.of("endpoint", otlpEndpoint));
        said.put("log-format", logFormat);
        said.put("dialect", dialect);
        said.put("routing-id", routingId);
        said.put("ssh", ssh ? true : null);
        said.put("debugger", debugger ? true : null);
        said.put("verbose", verbose || debugmode ? true : null);
        said.put("autorestart", disableAutorestart ? false : null);
        said.values().removeIf(value -> value == null);
        if (!runtimes.isEmpty()) {
            RuntimeFlag flag = new RuntimeFlag(RuntimeProviders.ALL);
            runtimes.forEach(words -> flag.add(words, problems));
            said.put("runtimes", flag.runtimes());
            said.put("environments", flag.environments());
        }
        return said;
    }

    private Map<String, String> metricsSection() {
        Map<String, String> metrics = new LinkedHashMap<>();
        metrics.put("listen", metricsListen);
        metrics.put("hosts", metricsHosts);
        metrics.values().removeIf(value -> value == null);
        return metrics.isEmpty() ? null : metrics;
    }

    private String resolveTasks(Problems problems) {
        if (fs == null) {
            if (fsLocation != null) {
                problems.add("--fs-location", "it says nothing without --fs", "give --fs local as well, or --tasks DIR");
            }
            return tasks;
        }
        if (tasks != null) {
            problems.add("--fs", "it excludes --tasks", "give one of them");
        }
        if (!fs.equals("local")) {
            problems.add("--fs", "\"" + fs + "\" is not known here",
                "mount its files into a folder and give --tasks DIR, or --fs local --fs-location DIR");
        } else if (fsLocation == null && !fsHelp) {
            problems.add("--fs", "\"local\" needs to know where", "give --fs-location DIR");
        }
        return fsLocation;
    }

    /** Takes every word up to the next flag. */
    private static final class WordListConsumer implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> left, ArgSpec option, CommandSpec command) {
            List<String> words = new ArrayList<>();
            while (!left.isEmpty() && !left.peek().startsWith("-")) {
                words.add(left.pop());
            }
            option.<List<List<String>>>getValue().add(words);
        }
    }
}
