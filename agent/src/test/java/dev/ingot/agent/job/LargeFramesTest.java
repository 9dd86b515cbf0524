package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.protocol.BackendMessage.NewJob;
import dev.ingot.protocol.JobResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Graders whose messages take the agent's memory, in a JVM of its own with the options that agents have and a small heap: the job
 * of one is an overflow, and the jobs beside it do not notice.
 */
@Timeout(120)
class LargeFramesTest {
    private static final int MIB = 1 << 20;
    private static final int BESIDE = 15;
    private static final Map<String, Object> MINUTES = Map.of("time", 300);

    @TempDir
    private Path dir;

    /** What a list in a result is made of. */
    enum Element {
        /** A byte becomes a map. */
        EMPTY_MAP(0x80),
        EMPTY_LIST(0x90),
        NUMBER(0x05),
        /** Three bytes become a map with a table. */
        SMALL_MAP(0x81, 0xa0, 0xc0),
        TEXT(0xa1, 0x61),
        BINARY(0xc4, 0x00);

        private final int[] bytes;

        Element(int... bytes) {
            this.bytes = bytes;
        }
    }

    /** A desk whose graders do what the submission says, one line on stdout for each step of the scenario. */
    static final class ScenarioProgram {
        private final JobManagerFixture desk;
        private volatile boolean greedy;

        private ScenarioProgram(Path dir) {
            desk = new JobManagerFixture(dir, GraderPrograms.runtime(ScenarioProgram::grade).onCreate(() -> {
                if (greedy) {
                    greedy = false;
                    say(new byte[Integer.MAX_VALUE - 8].length + " bytes are too many");
                }
            }));
        }

        public static void main(String[] words) throws Exception {
            ScenarioProgram attacked = new ScenarioProgram(Files.createTempDirectory(Path.of(words[1]), "attacked"));
            switch (words[0]) {
                case "archives" -> attacked.archives();
                case "hoarder" -> attacked.hoarder();
                case "greedy" -> attacked.greedy();
                default -> attacked.attacks();
            }
            attacked.desk.close();
            Runtime.getRuntime().halt(0);
        }

        private static int grade(ScriptedProgramContext grader) throws IOException, InterruptedException {
            String[] wish = String.valueOf(((Map<?, ?>) grader.receive("start").get("input")).get("q1")).split(" ");
            switch (wish[0]) {
                case "list" -> list(grader, Element.valueOf(wish[1]), Integer.parseInt(wish[2]));
                case "archive" -> grader.sendResult(Map.of("result", "success", "archive",
                    "QUJD".repeat(Integer.parseInt(wish[1]) / 4)));
                case "hoard" -> {
                    grader.write(ByteBuffer.allocate(4).putInt(Integer.parseInt(wish[1])).array());
                    grader.write(new byte[] {(byte) 0xc6, 0, (byte) (9 * MIB >> 16), 0, 0});
                    grader.write(new byte[100_000]);
                    return grader.waitForKill();
                }
                default -> grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            }
            return 0;
        }

        /** A result with its type at the end, so that it cannot be known before. */
        private static void list(ScriptedProgramContext grader, Element element, int bytes) throws IOException {
            int width = element.bytes.length;
            int count = bytes / width;
            byte[] head = {(byte) 0x82, (byte) 0xa6, 'r', 'e', 's', 'u', 'l', 't', (byte) 0xdd};
            byte[] type = "\u00a4type\u00a6result".getBytes(StandardCharsets.ISO_8859_1);
            int length = head.length + Integer.BYTES + count * width + type.length;
            grader.write(ByteBuffer.allocate(8 + head.length).putInt(length).put(head).putInt(count).array());
            byte[] piece = new byte[10_000 * width];
            for (int i = 0; i < piece.length; i++) {
                piece[i] = (byte) element.bytes[i % width];
            }
            for (int left = count * width; left > 0; left -= piece.length) {
                grader.write(left >= piece.length ? piece : Arrays.copyOf(piece, left));
            }
            grader.write(type);
        }

        private static NewJob job(String id, String wish) {
            return NewJobs.withLimits(NewJobs.withInput(NewJobs.withId(id), Map.of("q1", wish)), MINUTES);
        }

        /** Two of a kind at once, with jobs beside them. */
        private void attacks() throws InterruptedException {
            for (Element element : Element.values()) {
                for (int i = 0; i < 2; i++) {
                    desk.submit(job(element + "-" + i, "list " + element + " " + 250 * MIB));
                }
                Duration longest = Duration.ZERO;
                for (int i = 0; i < BESIDE; i++) {
                    long start = System.nanoTime();
                    say("beside " + element + ": " + desk.grade(job("beside-" + element + i, "")).status());
                    Duration taken = Duration.ofNanos(System.nanoTime() - start);
                    longest = taken.compareTo(longest) > 0 ? taken : longest;
                    Thread.sleep(25);
                }
                for (int i = 0; i < 2; i++) {
                    say(element + ": " + desk.outbox().awaitResult(element + "-" + i).status());
                }
                System.err.println(element + ": the longest of the jobs beside it took " + longest.toMillis()
                    + " ms, the heap grew to " + Runtime.getRuntime().totalMemory() / MIB + " MiB");
            }
        }

        /** All of them together are more than the heap. */
        private void archives() {
            List<String> ids = IntStream.range(0, 8).mapToObj(i -> "archive-" + i).toList();
            ids.forEach(id -> desk.submit(job(id, "archive " + 10 * MIB)));
            ids.forEach(id -> {
                JobResult result = desk.outbox().awaitResult(id);
                say(result.status() + " " + result.archive().length * 4L / 3 / MIB);
                desk.outbox().forget(id);
            });
        }

        /** Of a container that is waited for, much is borne. */
        private void hoarder() throws InterruptedException {
            desk.submit(job("hoarder", "hoard " + 12 * MIB));
            desk.grade(job("quick", ""));
            desk.submit(job("archive", "archive " + 10 * MIB));
            for (int i = 0; i < 300 && desk.outbox().results("archive").isEmpty(); i++) {
                Thread.sleep(100);
            }
            say(desk.outbox().awaitResult("archive").status());
            say(desk.outbox().awaitResult("hoarder").status());
        }

        private void greedy() {
            greedy = true;
            say(desk.grade(job("greedy", "")).status());
            say(desk.grade(job("quick", "")).status());
        }

        private static void say(String word) {
            System.out.println(word);
        }
    }

    private static List<String> run(String scenario, Path dir) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(java.toString(), "@" + Path.of("..", "config", "jvm.options"), "-Xmx192m", "-cp",
            System.getProperty("java.class.path"), ScenarioProgram.class.getName(), scenario, dir.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> "it ended early, and said: " + said);
        return said.lines().toList();
    }

    @Test
    void overflowsOnlyTheJobWithManyElements() throws Exception {
        List<String> expected = new ArrayList<>();
        for (Element element : Element.values()) {
            expected.addAll(Collections.nCopies(BESIDE, "beside " + element + ": success"));
            expected.addAll(Collections.nCopies(2, element + ": overflow"));
        }
        assertEquals(expected, run("attacks", dir));
    }

    @Test
    void largeArchivesWaitForEachOther() throws Exception {
        assertEquals(List.of("success 10"), run("archives", dir).stream().distinct().toList());
    }

    @Test
    void overflowsOnlyTheJobThatFindsNoMemory() throws Exception {
        assertEquals(List.of("overflow", "success"), run("greedy", dir));
    }

    @Test
    void freesTheMemoryOfAStalledFrame() throws Exception {
        assertEquals(List.of("success", "overflow"), run("hoarder", dir));
    }
}
