package dev.ingot.agent.telemetry.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands in deploy/ for Grafana and Prometheus. */
final class DeployedRules {
    static final Path DASHBOARD = Path.of("../deploy/grafana/ingot.json");
    static final Path RULES = Path.of("../deploy/prometheus");
    static final Path ALERTS = RULES.resolve("ingot-alerts.yml");

    private static final Pattern SELECTOR = Pattern.compile("\\b(ingot_[a-z_]+|up)\\b(\\{[^}]*})?");
    private static final Pattern GROUPED = Pattern.compile("\\b(?:by|on) \\(([a-z_, ]*)\\)");
    private static final Pattern PRINTED = Pattern.compile("\\{\\{ ?(?:\\$labels\\.)?([a-z_]+) ?}}");

    /**
     * An expression of PromQL.
     *
     * @param where it stands
     * @param text  what people read of its result, with labels in it
     */
    record Expression(String where, String promql, String text) {

        /** The series it is made of. */
        List<String> selectors() {
            return SELECTOR.matcher(promql).results().map(found -> found.group()).toList();
        }

        /** The labels it groups by and those that are printed. */
        Set<String> labels() {
            Set<String> labels = Stream.of(GROUPED.matcher(promql), PRINTED.matcher(text))
                .flatMap(matcher -> matcher.results())
                .flatMap(found -> Stream.of(found.group(1).split(", *"))).collect(Collectors.toCollection(TreeSet::new));
            labels.remove("");
            return labels;
        }

        @Override
        public String toString() {
            return where + ": " + promql;
        }
    }

    private DeployedRules() { }

    static List<Expression> all() throws IOException {
        return Stream.concat(queries().stream(), alerts().stream()).toList();
    }

    static JsonNode dashboard() throws IOException {
        return new ObjectMapper().readTree(DASHBOARD.toFile());
    }

    /** With all agents, all phases and a short interval in the dashboard's variables. */
    static List<Expression> queries() throws IOException {
        List<Expression> all = new ArrayList<>();
        dashboard().path("panels").forEach(panel -> panel.path("targets").forEach(target -> all.add(new Expression(
            panel.path("title").asText(), target.path("expr").asText().replace("$__rate_interval", "10s")
                .replaceAll("\\$(instance|phase)", ".+"), target.path("legendFormat").asText()))));
        return all;
    }

    static List<Expression> alerts() throws IOException {
        List<Expression> all = new ArrayList<>();
        new YAMLMapper().readTree(ALERTS.toFile()).path("groups").forEach(group -> group.path("rules").forEach(rule ->
            all.add(new Expression(rule.path("alert").asText(), rule.path("expr").asText(),
                rule.at("/annotations/summary").asText() + rule.at("/annotations/remedy").asText()))));
        return all;
    }
}
