package dev.ingot.backend.demo;

import dev.ingot.backend.FakeAgent;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.JobResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * A program in place of {@code ingot agent}, started with its arguments. With the runtime "dies" it ends
 * at once, with "fails" it ends badly when told to; with any other it grades everything as success.
 */
public final class ScriptedAgent {
    private ScriptedAgent() { }

    /** Takes the arguments of {@code ingot}, {@code agent} among them. */
    public static void main(String[] args) throws Exception {
        List<String> arguments = Arrays.asList(args);
        String runtime = arguments.get(arguments.indexOf("--runtime") + 1);
        if (runtime.equals("dies")) {
            System.out.println("no such runtime");
            System.exit(1);
        }
        if (!runtime.equals("fails")) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0)));
        }
        try (FakeAgent agent = new FakeAgent(arguments.get(arguments.indexOf("agent") + 1))) {
            agent.hello(1);
            while (true) {
                BackendMessage.NewJob job = agent.takeJob();
                agent.answer(job.jobId(), JobResult.bare("success", runtime, ""));
                String line = "{\"job\": \"%s\", \"phases_ns\": {\"GRADE\": 2000000}}%n".formatted(job.jobId());
                Files.writeString(Path.of(arguments.get(arguments.indexOf("--job-log") + 1)), line,
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        }
    }
}
