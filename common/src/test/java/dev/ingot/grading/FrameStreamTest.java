package dev.ingot.grading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.protocol.Hex;
import dev.ingot.protocol.MalformedMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrameStreamTest {
    private static final int MAX = 1000;

    @Test
    void framesAreReadOneByOneUntilTheCleanEnd() throws IOException, MalformedMessage {
        FrameStream stream = streamOf("0000000161" + "00000000" + "000000026263");
        assertArrayEquals(new byte[] {'a'}, stream.read().orElseThrow());
        assertArrayEquals(new byte[0], stream.read().orElseThrow());
        assertArrayEquals(new byte[] {'b', 'c'}, stream.read().orElseThrow());
        assertTrue(stream.read().isEmpty());
    }

    @Test
    void readsAFrameThatArrivesByteByByte() throws IOException, MalformedMessage {
        InputStream drops = new ByteArrayInputStream(Hex.bytes("0000000361626300000001")) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, 1));
            }
        };
        FrameStream stream = new FrameStream(drops, OutputStream.nullOutputStream(), ByteOrder.BIG_ENDIAN, MAX);
        assertArrayEquals(new byte[] {'a', 'b', 'c'}, stream.read().orElseThrow());
        assertThrows(EOFException.class, stream::read);
    }

    @Test
    void anEndInsideAFrameIsAnError() {
        assertThrows(EOFException.class, streamOf("0000")::read);
        assertThrows(EOFException.class, streamOf("00000002" + "61")::read);
    }

    @Test
    void rejectsALengthAboveTheMaximumAlsoWhenItsSignBitIsSet() {
        assertThrows(IOException.class, streamOf("000003e9" + "00".repeat(1001))::read);
        assertEquals("frame of 4294967295 bytes exceeds the maximum of 1000",
            assertThrows(IOException.class, streamOf("ffffffff")::read).getMessage());
    }

    @Test
    void writesAndReadsLittleEndianLengths() throws IOException, MalformedMessage {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new FrameStream(InputStream.nullInputStream(), out, ByteOrder.LITTLE_ENDIAN, MAX).write(new byte[] {7});
        assertEquals("0100000007", Hex.of(out.toByteArray()));
        InputStream in = new ByteArrayInputStream(out.toByteArray());
        FrameStream little = new FrameStream(in, OutputStream.nullOutputStream(), ByteOrder.LITTLE_ENDIAN, MAX);
        assertArrayEquals(new byte[] {7}, little.read().orElseThrow());
    }

    @Test
    void writersDoNotMixTheirFrames() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int b) {
                out.write(b);
                Thread.yield();
            }
        };
        FrameStream stream = new FrameStream(InputStream.nullInputStream(), slow, ByteOrder.BIG_ENDIAN, MAX);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> writes = IntStream.range(0, 50).<Callable<Void>>mapToObj(i -> () -> {
                byte[] content = new byte[100];
                Arrays.fill(content, (byte) i);
                stream.write(content);
                return null;
            }).toList();
            for (var write : executor.invokeAll(writes)) {
                write.get();
            }
        }
        FrameStream back = streamOf(Hex.of(out.toByteArray()));
        int frames = 0;
        for (var frame = back.read(); frame.isPresent(); frame = back.read()) {
            byte[] content = frame.get();
            assertEquals(1, IntStream.range(0, content.length).map(i -> content[i]).distinct().count());
            frames++;
        }
        assertEquals(50, frames);
    }

    private static FrameStream streamOf(String hex) {
        return new FrameStream(
            new ByteArrayInputStream(Hex.bytes(hex)), OutputStream.nullOutputStream(), ByteOrder.BIG_ENDIAN, MAX);
    }
}
