package dev.ingot.backend.cases;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseFolderTest {
    @TempDir
    private Path folder;

    @Test
    void readsEveryKey() throws Exception {
        Case read = read("""
            description: all there is
            demo-position: 3
            environment: python3
            requires: [SHARED_KERNEL, NETWORK]
            input:
              q1: text
              choices: ["1", "3"]
              code: {filename: a.py, value: "é"}
              big: {filename: big.bin, repeat: {text: ab, times: 3}}
            state: before
            parameters: {limits: {time: 2, memory: null}, run_cmd: null}
            debug: ssh
            kill-after-ms: 500
            expect: {result: success}
            """);
        assertEquals("all there is", read.description());
        assertEquals(OptionalInt.of(3), read.demoPosition());
        assertEquals("python3", read.environment());
        assertEquals(Set.of("SHARED_KERNEL", "NETWORK"), read.requires());
        assertEquals("the-case", read.courseId());
        assertEquals("task", read.taskId());
        assertEquals("ssh", read.debug());
        assertEquals(Optional.of(Duration.ofMillis(500)), read.killAfter());
        assertEquals(Map.of("result", "success"), read.expectations());
        assertEquals(List.of("1", "3"), read.input().get("choices"));
        assertEquals("before", read.input().get("@state"));
        assertFile("a.py", "é", read.input().get("code"));
        assertFile("big.bin", "ababab", read.input().get("big"));
        Map<?, ?> limits = (Map<?, ?>) read.parameters().get("limits");
        assertEquals(2, limits.get("time"));
        assertEquals(List.of(true, true), List.of(limits.containsKey("memory"), read.parameters().containsKey("run_cmd")));
    }

    @Test
    void usesDefaultsForAbsentKeys() throws Exception {
        Case read = read("expect: {result: success}");
        assertEquals(new Case("the-case", "", OptionalInt.empty(), "ingot-default", Set.of(), false, "the-case", "task", Map.of(),
            Map.of(), false, Optional.empty(), Map.of("result", "success")), read);
    }

    @Test
    void aJobMayHaveNoTask() throws Exception {
        Case read = read("without-task: true\nexpect: {result: success}");
        assertNull(read.courseId());
        assertNull(read.taskId());
    }

    @Test
    void everyProblemOfEveryCaseIsNamed() throws Exception {
        write("first", "descripton: x\ndemo-position: many\nexpect: {resutl: success, text: {matches: '('}}");
        write("second", "debug: maybe\ninput: {f: {filname: a}}");
        write("third", "expect: [");
        List<String> problems = assertThrows(InvalidCases.class, () -> CaseFolder.read(folder)).problems();
        assertEquals(List.of(
            "first/expect.yaml: unknown key \"descripton\", did you mean \"description\"?",
            "first/expect.yaml: demo-position must be of type integer, got \"many\"",
            "first/expect.yaml: expect: unknown key \"resutl\", did you mean \"result\"?",
            "first/expect.yaml: \"(\" is not a regular expression: Unclosed group",
            "second/expect.yaml: input: f: unknown key \"filname\", did you mean \"filename\"?",
            "second/expect.yaml: input: f: a file needs exactly one of value and repeat",
            "second/expect.yaml: debug must be false, true or ssh, got \"maybe\"",
            "second/expect.yaml: has no expectation"),
            problems.subList(0, 8));
        assertEquals(true, problems.get(8).startsWith("third/expect.yaml: "), problems.get(8));
    }

    @Test
    void aFolderWithoutCasesIsAProblem() {
        assertThrows(InvalidCases.class, () -> CaseFolder.read(folder));
        assertThrows(IOException.class, () -> CaseFolder.read(folder.resolve("missing")));
    }

    private Case read(String content) throws Exception {
        write("the-case", content);
        return CaseFolder.read(folder).getFirst();
    }

    private void write(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve(name));
        Files.writeString(folder.resolve(name).resolve("expect.yaml"), content);
    }

    private static void assertFile(String name, String content, Object answer) {
        Map<?, ?> file = (Map<?, ?>) answer;
        assertEquals(name, file.get("filename"));
        assertArrayEquals(content.getBytes(StandardCharsets.UTF_8), (byte[]) file.get("value"));
    }
}
