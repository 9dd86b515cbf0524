package dev.ingot.grading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.protocol.MalformedMessage;
import dev.ingot.protocol.MsgpackTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Checks the limits of each type of container message. */
class MessageValidatorTest {
    private static final int MIB = 1 << 20;

    private final List<Long> requestedBytes = new ArrayList<>();

    private static byte[] framed(byte[]... messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(message.length).array());
            out.writeBytes(message);
        }
        return out.toByteArray();
    }

    private FrameStream stream(Function<String, MessageLimits> limits, byte[]... messages) {
        return new FrameStream(new ByteArrayInputStream(framed(messages)), OutputStream.nullOutputStream(), ByteOrder.BIG_ENDIAN,
            Integer.MAX_VALUE, new MessageValidator(limits, requestedBytes::add));
    }

    private FrameStream ofGrader(byte[]... messages) {
        return stream(GraderCodec::limits, messages);
    }

    private static byte[] message(String type, String key, Object value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", type);
        fields.put(key, value);
        return MsgpackTree.encode(fields);
    }

    @Test
    void allowsLargeFramesForResultsOnly() throws Exception {
        byte[] text = new byte[3 * MIB];
        byte[] last = message("ssh_debug", "ssh_key", "pw");
        for (String type : List.of("run_student", "ssh_debug", "ssh_key", "ssh_student", "run_student_init", "stdin",
            "student_signal", "nonsense")) {
            FrameStream stream = ofGrader(message(type, "x", text), last);
            assertThrows(MalformedMessage.class, stream::read, type);
            assertArrayEquals(last, stream.read().orElseThrow(), "the next message is read");
        }
        assertTrue(Collections.max(requestedBytes) < MIB, requestedBytes::toString);
        byte[] result = message("result", "result", Map.of("archive", "x".repeat(3 * MIB)));
        assertArrayEquals(result, ofGrader(result).read().orElseThrow());
        assertTrue(Collections.max(requestedBytes) >= 3L * result.length, requestedBytes::toString);
    }

    @Test
    void allowsManyValuesAndLevelsForResultsOnly() throws Exception {
        Object many = Collections.nCopies(1000, 1);
        Object deep = List.of(List.of(List.of(List.of(1))));
        for (String type : List.of("run_student", "ssh_debug", "stdin", "run_student_init")) {
            assertThrows(MalformedMessage.class, ofGrader(message(type, "x", many))::read, type);
            assertThrows(MalformedMessage.class, ofGrader(message(type, "x", deep))::read, type);
        }
        for (String type : List.of("stdout", "stderr", "ssh_student")) {
            assertThrows(MalformedMessage.class, stream(StudentCodec::limits, message(type, "x", many))::read, type);
        }
        assertTrue(ofGrader(message("result", "x", many)).read().isPresent());
        assertTrue(ofGrader(message("result", "x", deep)).read().isPresent());
    }

    @Test
    void appliesTheLimitsWhenTheTypeComesLast() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("message", new byte[3 * MIB]);
        fields.put("type", "stdin");
        assertThrows(MalformedMessage.class, ofGrader(MsgpackTree.encode(fields))::read);
    }

    @Test
    void acceptsStudentChunksOfTheSizeThatImagesSend() throws Exception {
        byte[] stdin = message("stdin", "message", new byte[512_000]);
        assertArrayEquals(stdin, ofGrader(stdin).read().orElseThrow());
        byte[] stdout = message("stdout", "message", new byte[512_000]);
        assertArrayEquals(stdout, stream(StudentCodec::limits, stdout).read().orElseThrow());
    }

    @Test
    void requestsMemoryBeforeAllocatingIt() {
        byte[] maps = new byte[10 * MIB];
        Arrays.fill(maps, (byte) 0x80);
        byte[] message = ByteBuffer.allocate(maps.length + 16).put((byte) 0x82).put(MsgpackTree.encode("result")).put((byte) 0xdd)
            .putInt(maps.length).put(maps).array();
        IOException none = new IOException("there is none");
        FrameStream stream = new FrameStream(new ByteArrayInputStream(framed(message)), OutputStream.nullOutputStream(),
            ByteOrder.BIG_ENDIAN, Integer.MAX_VALUE, new MessageValidator(GraderCodec::limits, bytes -> {
                requestedBytes.add(bytes);
                if (bytes > 64L * MIB) {
                    throw none;
                }
            }));
        assertEquals(none, assertThrows(IOException.class, stream::read));
        assertEquals(1, requestedBytes.size(), "the header of the list tells");
    }
}
