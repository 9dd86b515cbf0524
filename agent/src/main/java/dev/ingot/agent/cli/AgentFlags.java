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
 * Declares the flags of {@code inginious-agent-docker} and further ones. Values stay strings here: the configuration parses them
 * as it parses the values of the file.
 */
final class AgentFlags {
    @Parameters(arity = "0..1", paramLabel = "BACKEND", description = "Where the backend listens for agents: tcp://host:port.")
    private String backend;

    @Option(names = "--config", paramLabel = "FILE", description = "Read this YAML file. Flags take precedence over it.")
    private String config;

    @Option(names = "--friendly-name", paramLabel = "NAME", description = "Name that admins see in the queue.")
    private String friendlyName;

    @Option(names = "--concurrency", paramLabel = "N", description = "Jobs at once. Default: the number of processors.")
    private String concurrency;

    @Option(names = "--tasks", paramLabel = "DIR", description = "The folder with all courses. Default: ./tasks.")
    private String tasks;

    @Option(names = "--fs", paramLabel = "NAME",
        description = "Source of tasks, instead of --tasks. Only \"local\" is supported.")
    private String fs;

    @Option(names = "--fs-location", paramLabel = "DIR", description = "With --fs local: the folder with all courses.")
    private String fsLocation;

    @Option(names = "--fs-help", description = "Show the options of --fs.")
    private boolean fsHelp;

    @Option(names = "--tmpdir", paramLabel = "DIR",
        description = "Directory for the files of running jobs; managers must see it under the same path. Default: ./agent_data.")
    private String tmpdir;

    @Option(names = "--runtime", parameterConsumer = ArgumentListConsumer.class, paramLabel = "RUNTIME TYPE [FLAG...]",
        description = "Serve the environment type TYPE by RUNTIME: a runtime as Docker calls it (crun), or MANAGER:OCI-RUNTIME"
            + " (docker:crun). Flags: root (students may request root), isolated (a kernel of its own), shared (the host's"
            + " kernel, the default; disables root), gpu. May be repeated; replaces the runtimes and environments of the"
            + " file. Default: Docker's default runtime serves docker.")
    private final List<List<String>> runtimes = new ArrayList<>();

    @Option(names = "--image-store", paramLabel = "DIR",
        description = "The folder with the images of manager oci. Default: /var/lib/ingot.")
    private String imageStore;

    @Option(names = "--no-docker-import",
        description = "Do not import grading images of a local Docker daemon into the image store.")
    private boolean noDockerImport;

    @Option(names = "--ssh", description = "Offer every environment type as TYPE-ssh as well.")
    private boolean ssh;

    @Option(names = "--debug-host", paramLabel = "HOST",
        description = "Host under which users reach published ports. Default: this host's address towards the backend.")
    private String debugHost;

    @Option(names = "--debug-ports", paramLabel = "A-B", description = "Host ports to publish. Default: 64120-64130.")
    private String debugPorts;

    @Option(names = "--debugger", description = "Debug graders: enable their network and raise the time limit to 30 minutes.")
    private boolean debugger;

    @Option(names = "--disable-autorestart", description = "Exit with status 1 when the backend is lost.")
    private boolean disableAutorestart;

    @Option(names = {"-v", "--verbose"}, description = "Log in detail.")
    private boolean verbose;

    @Option(names = "--debugmode", description = "Log the libraries in detail as well.")
    private boolean debugmode;

    @Option(names = "--job-log", paramLabel = "FILE", description = "Append one JSON object for each job.")
    private String jobLog;

    @Option(names = "--metrics-listen", paramLabel = "[HOST:]PORT",
        description = "Serve metrics and the status page on this address. A port alone listens on localhost only.")
    private String metricsListen;

    @Option(names = "--metrics-hosts", paramLabel = "NAME,...",
        description = "Host names that requests to these pages may use besides this host's addresses and names.")
    private String metricsHosts;

    @Option(names = "--otlp-endpoint", paramLabel = "URL",
        description = "Send a trace of each job to this OpenTelemetry collector (OTLP over HTTP).")
    private String otlpEndpoint;

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "Log as text (default) or as json.")
    private String logFormat;

    @Option(names = "--dialect", paramLabel = "NAME", description = "The backend's release line: modern (default) or 0.8.0.")
    private String dialect;

    @Option(names = "--routing-id", paramLabel = "ID",
        description = "ID of this agent at the backend. Default: derived from host, name, backend and tmpdir.")
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

    /** Returns the given flags in the shape of the configuration file. */
    private Map<String, Object> toConfigMap(Problems problems) {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("backend", backend);
        given.put("friendly-name", friendlyName);
        given.put("concurrency", concurrency);
        given.put("tasks", resolveTasks(problems));
        given.put("tmpdir", tmpdir);
        given.put("image-store", imageStore);
        given.put("docker-import", noDockerImport ? false : null);
        given.put("debug-host", debugHost);
        given.put("debug-ports", debugPorts);
        given.put("job-log", jobLog);
        given.put("metrics", metricsSection());
        given.put("telemetry", otlpEndpoint == null ? null : Map.of("endpoint", otlpEndpoint));
        given.put("log-format", logFormat);
        given.put("dialect", dialect);
        given.put("routing-id", routingId);
        given.put("ssh", ssh ? true : null);
        given.put("debugger", debugger ? true : null);
        given.put("verbose", verbose || debugmode ? true : null);
        given.put("autorestart", disableAutorestart ? false : null);
        given.values().removeIf(value -> value == null);
        if (!runtimes.isEmpty()) {
            RuntimeFlag flag = new RuntimeFlag(RuntimeProviders.ALL);
            runtimes.forEach(arguments -> flag.add(arguments, problems));
            given.put("runtimes", flag.runtimes());
            given.put("environments", flag.environments());
        }
        return given;
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
                problems.add("--fs-location", "it has no effect without --fs", "give --fs local as well, or --tasks DIR");
            }
            return tasks;
        }
        if (tasks != null) {
            problems.add("--fs", "it cannot be combined with --tasks", "give one of them");
        }
        if (!fs.equals("local")) {
            problems.add("--fs", "\"" + fs + "\" is not supported",
                "mount its files into a folder and give --tasks DIR, or --fs local --fs-location DIR");
        } else if (fsLocation == null && !fsHelp) {
            problems.add("--fs", "\"local\" needs a directory", "give --fs-location DIR");
        }
        return fsLocation;
    }

    /** Consumes every argument up to the next flag. */
    private static final class ArgumentListConsumer implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> remaining, ArgSpec option, CommandSpec command) {
            List<String> arguments = new ArrayList<>();
            while (!remaining.isEmpty() && !remaining.peek().startsWith("-")) {
                arguments.add(remaining.pop());
            }
            option.<List<List<String>>>getValue().add(arguments);
        }
    }
}
