package dev.ingot.agent.cli;

import dev.ingot.agent.config.ManagerKind;
import dev.ingot.agent.config.source.NearestName;
import dev.ingot.agent.config.source.Problems;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The words after {@code --runtime}: a runtime, the environment type it serves, flags. */
final class RuntimeFlag {
    static final String OPTION = "--runtime";
    private static final List<String> FLAGS = List.of("root", "shared", "isolated", "gpu");

    private final Map<String, Map<String, String>> runtimes = new LinkedHashMap<>();
    private final Map<String, String> environments = new LinkedHashMap<>();

    /** What was given so far, in the shape of the file's {@code runtimes}. */
    Map<String, Map<String, String>> runtimes() {
        return runtimes;
    }

    /** What was given so far, in the shape of the file's {@code environments}. */
    Map<String, String> environments() {
        return environments;
    }

    /** Takes the words of one use of the flag. */
    void add(List<String> words, Problems problems) {
        if (words.size() < 2) {
            problems.add(OPTION, "Not enough arguments", "give a runtime and the environment type it serves, such as "
                + OPTION + " crun docker");
            return;
        }
        Set<String> flags = new HashSet<>(words.subList(2, words.size()));
        flags.stream().filter(flag -> !FLAGS.contains(flag)).sorted().forEach(flag ->
            problems.add(OPTION, "Unknown flag " + flag, NearestName.remedy(flag, FLAGS)));
        if (flags.containsAll(Set.of("shared", "isolated"))) {
            problems.add(OPTION, "\"shared\" and \"isolated\" contradict each other", "give one of them");
        }
        String name = String.join("+", words.getFirst(), String.join("+", flags.stream().sorted().toList()))
            .replaceAll("\\+$", "");
        runtimes.put(name, toRuntimeKeys(words.getFirst(), flags));
        if (environments.putIfAbsent(words.get(1), name) != null) {
            problems.add(OPTION, "the environment type " + words.get(1) + " is given twice", "give each type one runtime");
        }
    }

    /** {@code MANAGER:FLAVOUR}, or a manager alone; any other word is a runtime as Docker calls it. */
    private static Map<String, String> toRuntimeKeys(String word, Set<String> flags) {
        Map<String, String> runtime = new LinkedHashMap<>();
        int colon = word.indexOf(':');
        if (colon >= 0) {
            runtime.put("manager", word.substring(0, colon));
            runtime.put("flavour", word.substring(colon + 1));
        } else if (ManagerKind.configValues().contains(word)) {
            runtime.put("manager", word);
        } else {
            runtime.put("manager", ManagerKind.DOCKER.configValue());
            runtime.put("flavour", word);
        }
        // As with INGInious' agent, root is not to be had on a kernel said to be shared.
        runtime.put("run-as-root", String.valueOf(flags.contains("root") && !flags.contains("shared")));
        if (flags.contains("gpu")) {
            runtime.put("gpu", "true");
        }
        if (flags.contains("isolated") || flags.contains("shared")) {
            runtime.put("shared-kernel", String.valueOf(flags.contains("shared")));
        }
        return runtime;
    }
}
