package dev.ingot.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Decodes a job whose message is larger than the free heap, in a separate JVM. */
@Timeout(60)
class LargeJobTest {
    private static final int INPUT = 24 << 20;

    /** Program that decodes a job without enough memory for it. */
    static final class DecodingProgram {
        private DecodingProgram() { }

        public static void main(String[] arguments) {
            MessageCodec codec = new MessageCodec(Dialect.MODERN);
            byte[] frame = frame();
            try {
                System.out.print(codec.decodeToAgent(frame).getClass().getSimpleName());
            } catch (UnreadableJob e) {
                System.out.print("unreadable: " + e.jobId());
            } catch (MalformedMessage e) {
                System.out.print(e);
            }
        }

        /** Writes the bytes directly, because encoding would use the same amount of memory again. */
        private static byte[] frame() {
            byte[] head = MsgpackTree.encode(Map.of(MessageBuilder.TYPE, "BackendNewJob"));
            byte[] id = MsgpackTree.encode(Map.of("job_id", "large"));
            byte[] key = MsgpackTree.encode("inputdata");
            int rest = key.length + 1 + 2 + 5 + INPUT;
            byte[] frame = new byte[head.length + id.length - 1 + rest];
            System.arraycopy(head, 0, frame, 0, head.length);
            frame[0] = (byte) 0x83;
            System.arraycopy(id, 1, frame, head.length, id.length - 1);
            int at = head.length + id.length - 1;
            System.arraycopy(key, 0, frame, at, key.length);
            at += key.length;
            frame[at++] = (byte) 0x81;
            frame[at++] = (byte) 0xa1;
            frame[at++] = 'q';
            frame[at++] = (byte) 0xc6;
            for (int shift = 24; shift >= 0; shift -= 8) {
                frame[at++] = (byte) (INPUT >> shift);
            }
            return frame;
        }
    }

    @Test
    void throwsUnreadableJobWhenThereIsNoMemoryToDecodeTheRest() throws Exception {
        assertEquals("unreadable: large", decodeInJvm("-Xmx40m"));
        assertEquals("NewJob", decodeInJvm("-Xmx256m"));
    }

    private static String decodeInJvm(String heap) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(java.toString(), heap, "-XX:+UseSerialGC",
            "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"),
            DecodingProgram.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
