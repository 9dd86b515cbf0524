package dev.ingot.backend.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ingot.backend.standin.FakeAgent;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.JobResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Replaces {@code ingot agent} in tests; it accepts the agent's arguments or a configuration. The name of the runtime selects the
 * behaviour: with "dies" it exits at once, with "fails" it exits with an error on SIGTERM, with "crashes" every job crashes, and
 * with any other name every job succeeds. The text of a result is the runtime, or, for "environment", the job's environment.
 */
public final class ScriptedAgent {
    private ScriptedAgent() { }

    /** Writes an executable in place of the script {@code ingot} that starts this program. */
    public static void writeLauncher(Path file) throws IOException {
        Files.writeString(file, "#!/bin/sh\nexec '%s' --sun-misc-unsafe-memory-access=allow -cp '%s' %s \"$@\"\n".formatted(
            Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path"),
            ScriptedAgent.class.getName()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /** Runs with the arguments of {@code ingot}, including {@code agent}. */
    public static void main(String[] args) throws Exception {
        List<String> arguments = Arrays.asList(args);
        int config = arguments.indexOf("--config");
        if (config >= 0) {
            JsonNode settings = new YAMLMapper().readTree(Path.of(arguments.get(config + 1)).toFile());
            run(settings.get("runtimes").get("measured").get("manager").asText(), settings.get("backend").asText(),
                settings.get("job-log").asText());
        } else {
            if (!arguments.contains("dies")) {
                System.out.println(String.join(" ", arguments));
            }
            run(arguments.get(arguments.indexOf("--runtime") + 1), arguments.get(arguments.indexOf("agent") + 1),
                arguments.get(arguments.indexOf("--job-log") + 1));
        }
    }

    private static void run(String runtime, String backend, String jobLog) throws Exception {
        if (runtime.equals("dies")) {
            System.out.println("no such runtime");
            System.exit(1);
        }
        if (!runtime.equals("fails")) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0)));
        }
        try (FakeAgent agent = new FakeAgent(backend)) {
            agent.sendHello(1, Map.of("default", true, "ingot-demo", false));
            String status = runtime.equals("crashes") ? "crash" : "success";
            while (true) {
                BackendMessage.NewJob job = agent.receiveJob();
                String text = runtime.equals("environment") ? job.environment() : runtime;
                agent.sendResult(job.jobId(), JobResult.ungraded(status, text, ""));
                String line = "{\"job\": \"%s\", \"phases_ns\": {\"GRADE\": 2000000}}%n".formatted(job.jobId());
                Files.writeString(Path.of(jobLog), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        }
    }
}
