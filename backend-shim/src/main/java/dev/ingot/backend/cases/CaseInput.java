package dev.ingot.backend.cases;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the submission in a case file. */
final class CaseInput {
    private CaseInput() { }

    /** Returns the answers under {@code input}, with files as bytes, and the state of the last submission. */
    static Map<String, Object> read(CaseSection keys) {
        Map<String, Object> answers = keys.readMap("input");
        CaseSection problems = keys.nested("input", List.copyOf(answers.keySet()));
        answers.replaceAll((problem, answer) -> answer instanceof Map<?, ?> ? readFile(problems, problem) : answer);
        if (keys.has("state")) {
            answers.put("@state", keys.read("state", String.class, null));
        }
        return answers;
    }

    private static Map<String, Object> readFile(CaseSection problems, String problem) {
        CaseSection file = problems.nested(problem, List.of("filename", "value", "repeat"));
        if (file.has("value") == file.has("repeat")) {
            file.addProblem("a file needs exactly one of value and repeat");
        }
        String content = file.read("value", String.class, "");
        if (file.has("repeat")) {
            CaseSection repeat = file.nested("repeat", List.of("text", "times"));
            content = repeat.read("text", String.class, "").repeat(repeat.read("times", Integer.class, 1));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("filename", file.read("filename", String.class, problem));
        answer.put("value", content.getBytes(StandardCharsets.UTF_8));
        return answer;
    }
}
