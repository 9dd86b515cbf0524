package dev.ingot.backend.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ingot.backend.FakeAgent;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.JobResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * A program in place of {@code ingot agent}, started with its arguments or with a configuration. With the runtime "dies" it
 * ends at once, with "fails" it ends badly when told to, with "crashes" every job does; with any other it grades everything
 * as success.
 */
public final class ScriptedAgent {
    private ScriptedAgent() { }

    /** Takes the arguments of {@code ingot}, {@code agent} among them. */
    public static void main(String[] args) throws Exception {
        List<String> arguments = Arrays.asList(args);
        int config = arguments.indexOf("--config");
        if (config >= 0) {
            JsonNode settings = new YAMLMapper().readTree(Path.of(arguments.get(config + 1)).toFile());
            run(settings.get("runtimes").get("measured").get("manager").asText(), settings.get("backend").asText(),
                settings.get("job-log").asText());
        } else {
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
            agent.hello(1);
            String status = runtime.equals("crashes") ? "crash" : "success";
            while (true) {
                BackendMessage.NewJob job = agent.takeJob();
                agent.answer(job.jobId(), JobResult.bare(status, runtime, ""));
                String line = "{\"job\": \"%s\", \"phases_ns\": {\"GRADE\": 2000000}}%n".formatted(job.jobId());
                Files.writeString(Path.of(jobLog), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        }
    }
}
