package dev.ingot.agent.runtime.docker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests passing bytes between two threads. */
@Timeout(20)
class BoundedPipeTest {

    private final BoundedPipe pipe = new BoundedPipe(1000);
    private final OutputStream sink = pipe.sink();
    private final InputStream source = pipe.source();

    @Test
    void everyByteArrivesInOrder() throws Exception {
        byte[] data = new byte[1_000_003];
        new Random(7).nextBytes(data);
        Thread writer = Thread.ofVirtual().start(() -> {
            for (int at = 0; at < data.length; at += 777) {
                write(data, at, Math.min(777, data.length - at));
            }
            pipe.closeWriter(null);
        });
        assertArrayEquals(data, source.readAllBytes());
        writer.join();
    }

    @Test
    void aWriterWaitsForTheReader() throws Exception {
        Thread writer = Thread.ofVirtual().start(() -> write(new byte[1001], 0, 1001));
        assertFalse(writer.join(Duration.ofMillis(200)));
        assertEquals(1000, source.available());
        assertEquals(0, source.read());
        assertTrue(writer.join(Duration.ofSeconds(5)));
    }

    @Test
    void readsBufferedBytesAfterTheWriterHasClosed() throws Exception {
        sink.write(new byte[] {1, -1});
        sink.close();
        assertEquals(1, source.read());
        assertEquals(255, source.read());
        assertEquals(-1, source.read());
        assertThrows(IOException.class, () -> sink.write(3));
    }

    @Test
    void readsBufferedBytesBeforeTheFailure() throws Exception {
        sink.write(5);
        pipe.closeWriter(new IOException("broken"));
        assertEquals(5, source.read());
        assertThrows(IOException.class, source::read);
    }

    @Test
    void closingTheReaderFailsNewAndWaitingWrites() throws Exception {
        Thread writer = Thread.ofVirtual().start(() ->
            assertThrows(UncheckedIOException.class, () -> write(new byte[5000], 0, 5000)));
        assertFalse(writer.join(Duration.ofMillis(100)));
        source.close();
        assertTrue(writer.join(Duration.ofSeconds(5)));
        assertThrows(IOException.class, () -> sink.write(1));
        assertEquals(-1, source.read());
    }

    @Test
    void writeOrDropDropsBytesWithoutAReader() throws Exception {
        source.close();
        pipe.writeOrDrop(new byte[5000], 0, 5000);
        assertEquals(-1, source.read());
    }

    @Test
    void anInterruptEndsAReadAndIsKept() throws Exception {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedIOException.class, source::read);
        assertTrue(Thread.interrupted());
    }

    private void write(byte[] data, int offset, int length) {
        try {
            sink.write(data, offset, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
