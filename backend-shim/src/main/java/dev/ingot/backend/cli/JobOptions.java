package dev.ingot.backend.cli;

import dev.ingot.backend.client.Submission;
import dev.ingot.text.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that describe the job to submit. */
final class JobOptions {
    private static final List<String> LIMITS = List.of("time", "hard_time", "memory", "disk");

    @Option(names = "--env", required = true, paramLabel = "TYPE/NAME", description = "environment, e.g. docker/default")
    private String environment;

    @Option(names = "--course", paramLabel = "ID", description = "course of the task; a job without course and task when absent")
    private String course;

    @Option(names = "--task", paramLabel = "ID", description = "task to grade")
    private String task;

    @Option(names = "--input", paramLabel = "KEY=VALUE", description = "answer to a problem; repeatable")
    private Map<String, String> inputs = new LinkedHashMap<>();

    @Option(names = "--input-file", paramLabel = "KEY=FILE", description = "file as answer to a problem; repeatable")
    private Map<String, Path> files = new LinkedHashMap<>();

    @Option(names = "--limits", split = ",", paramLabel = "NAME=NUMBER",
        description = "time, hard_time (seconds), memory (MiB), e.g. --limits time=5,hard_time=20,memory=100")
    private Map<String, Integer> limits = new LinkedHashMap<>();

    @Option(names = "--network", description = "gives the grader a network")
    private boolean network;

    @Option(names = "--run-cmd", paramLabel = "COMMAND", description = "runs this instead of the task's run file")
    private String runCommand;

    @Option(names = "--debug", paramLabel = "true|ssh", description = "returns the grader's output, or opens a session in it")
    private String debug;

    Submission toSubmission() throws InvalidArguments, IOException {
        List<String> problems = new ArrayList<>();
        String[] typeAndName = environment.split("/", 2);
        if (typeAndName.length != 2 || typeAndName[0].isEmpty() || typeAndName[1].isEmpty()) {
            problems.add("--env must be TYPE/NAME, e.g. docker/default, got \"" + environment + "\"");
        }
        if ((course == null) != (task == null)) {
            problems.add("--course and --task go together");
        }
        if (debug != null && !debug.equals("true") && !debug.equals("ssh")) {
            problems.add("--debug must be true or ssh, got \"" + debug + "\"");
        }
        limits.keySet().stream().filter(limit -> !LIMITS.contains(limit)).forEach(limit ->
            problems.add("--limits: unknown limit \"" + limit + "\", did you mean \""
                + NearestName.closest(limit, LIMITS) + "\"?"));
        files.forEach((key, file) -> {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                problems.add("--input-file " + key + ": " + file + " cannot be read");
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidArguments(problems);
        }
        return new Submission(
            typeAndName[0], typeAndName[1], course, task, readInput(), toParameters(), "ssh".equals(debug) ? debug
            : debug != null);
    }

    private Map<String, Object> readInput() throws IOException {
        Map<String, Object> input = new LinkedHashMap<>(inputs);
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("filename", file.getValue().getFileName().toString());
            content.put("value", Files.readAllBytes(file.getValue()));
            input.put(file.getKey(), content);
        }
        return input;
    }

    private Map<String, Object> toParameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        if (!limits.isEmpty()) {
            parameters.put("limits", limits);
        }
        parameters.put("network_grading", network);
        parameters.put("run_cmd", runCommand);
        return parameters;
    }
}
