package dev.ingot.agent.cli;

import dev.ingot.agent.config.source.Problems;
import dev.ingot.agent.runtime.RuntimeProvider;
import dev.ingot.text.NearestName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects the runtimes that the option {@code --runtime} gives: a runtime, the environment type it serves, flags. */
final class RuntimeFlag {
    static final String OPTION = "--runtime";
    private static final List<String> FLAGS = List.of("root", "shared", "isolated", "gpu");

    private final List<RuntimeProvider> providers;
    private final Map<String, Map<String, String>> runtimes = new LinkedHashMap<>();
    private final Map<String, String> environments = new LinkedHashMap<>();

    /**
     * Starts without a runtime.
     *
     * @param providers of all managers, the default first
     */
    RuntimeFlag(List<RuntimeProvider> providers) {
        this.providers = providers;
    }

    /** Returns what was added so far, in the shape of the file's key {@code runtimes}. */
    Map<String, Map<String, String>> runtimes() {
        return runtimes;
    }

    /** Returns what was added so far, in the shape of the file's key {@code environments}. */
    Map<String, String> environments() {
        return environments;
    }

    /**
     * Adds one use of the option.
     *
     * @param arguments the runtime, the environment type and flags
     * @param problems  gets what is wrong with them
     */
    void add(List<String> arguments, Problems problems) {
        if (arguments.size() < 2) {
            problems.add(OPTION, "Not enough arguments", "give a runtime and the environment type it serves, such as "
                + OPTION + " crun docker");
            return;
        }
        Set<String> flags = new HashSet<>(arguments.subList(2, arguments.size()));
        flags.stream().filter(flag -> !FLAGS.contains(flag)).sorted().forEach(flag ->
            problems.add(OPTION, "Unknown flag " + flag, NearestName.remedy(flag, FLAGS)));
        if (flags.containsAll(Set.of("shared", "isolated"))) {
            problems.add(OPTION, "\"shared\" and \"isolated\" contradict each other", "give one of them");
        }
        String name = String.join("+", arguments.getFirst(), String.join("+", flags.stream().sorted().toList()))
            .replaceAll("\\+$", "");
        runtimes.put(name, toRuntimeKeys(arguments.getFirst(), flags, problems));
        if (environments.putIfAbsent(arguments.get(1), name) != null) {
            problems.add(OPTION, "the environment type " + arguments.get(1) + " is given twice", "give each type one runtime");
        }
    }

    /** Reads {@code MANAGER:OCI-RUNTIME} or a manager alone; any other name is an OCI runtime of the default manager. */
    private Map<String, String> toRuntimeKeys(String runtimeName, Set<String> flags, Problems problems) {
        Map<String, String> runtime = new LinkedHashMap<>();
        int colon = runtimeName.indexOf(':');
        if (colon >= 0) {
            RuntimeProvider provider = findProvider(runtimeName.substring(0, colon)).orElse(providers.getFirst());
            runtime.put("manager", runtimeName.substring(0, colon));
            provider.shorthandKey().ifPresentOrElse(key -> runtime.put(key, runtimeName.substring(colon + 1)),
                () -> problems.add(OPTION, "manager " + provider.manager() + " takes nothing after a colon",
                    "write " + OPTION + " " + provider.manager() + " TYPE"));
        } else if (findProvider(runtimeName).isPresent()) {
            runtime.put("manager", runtimeName);
        } else {
            runtime.put("manager", providers.getFirst().manager());
            runtime.put(providers.getFirst().shorthandKey().orElseThrow(), runtimeName);
        }
        // As in INGInious' agent, the flag shared disables root.
        runtime.put("run-as-root", String.valueOf(flags.contains("root") && !flags.contains("shared")));
        if (flags.contains("gpu")) {
            runtime.put("gpu", "true");
        }
        if (flags.contains("isolated") || flags.contains("shared")) {
            runtime.put("shared-kernel", String.valueOf(flags.contains("shared")));
        }
        return runtime;
    }

    private Optional<RuntimeProvider> findProvider(String manager) {
        return providers.stream().filter(provider -> provider.manager().equals(manager)).findFirst();
    }
}
