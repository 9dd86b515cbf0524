package dev.ingot.agent.runtime.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Passes bytes from one thread to another through a bounded buffer: a writer waits while the buffer is full. Either side may
 * close at any time, which wakes the other. The JDK's piped streams are not used: they poll, and treat a finished thread as a
 * broken pipe.
 */
final class BoundedPipe {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final byte[] ring;
    private int start;
    private int length;
    private boolean writerClosed;
    private IOException failure;
    private boolean readerClosed;

    /** @param capacity of the buffer in bytes */
    BoundedPipe(int capacity) {
        ring = new byte[capacity];
    }

    /** Returns the reading end. Closing it makes every write fail. */
    InputStream source() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int count) throws IOException {
                return readAvailable(bytes, offset, count);
            }

            @Override
            public int available() {
                lock.lock();
                try {
                    return length;
                } finally {
                    lock.unlock();
                }
            }

            @Override
            public void close() {
                closeReader();
            }
        };
    }

    /** Returns the writing end. After it is closed, the reader sees the end of the stream behind the bytes written before. */
    OutputStream sink() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int count) throws IOException {
                writeFully(bytes, offset, count);
            }

            @Override
            public void close() {
                closeWriter(null);
            }
        };
    }

    /**
     * Closes the writing end.
     *
     * @param cause thrown to the reader behind the bytes written before; null for a regular end of the stream
     */
    void closeWriter(IOException cause) {
        lock.lock();
        try {
            if (!writerClosed) {
                writerClosed = true;
                failure = cause;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes as the sink does, but drops the bytes without an error when the reading end is closed. */
    void writeOrDrop(byte[] bytes, int offset, int count) throws IOException {
        try {
            writeFully(bytes, offset, count);
        } catch (ReaderClosedException e) {
            // The other streams of the same connection are still read.
            return;
        }
    }

    /** Closes the reading end: drops buffered bytes; writes fail, and reads see the end of the stream. */
    void closeReader() {
        lock.lock();
        try {
            readerClosed = true;
            length = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void writeFully(byte[] bytes, int offset, int count) throws IOException {
        int done = 0;
        while (done < count) {
            lock.lock();
            try {
                while (length == ring.length && !readerClosed && !writerClosed) {
                    awaitChange();
                }
                if (readerClosed || writerClosed) {
                    throw new ReaderClosedException();
                }
                int end = (start + length) % ring.length;
                int room = Math.min(ring.length - length, ring.length - end);
                int step = Math.min(room, count - done);
                System.arraycopy(bytes, offset + done, ring, end, step);
                length += step;
                done += step;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private int readAvailable(byte[] bytes, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        lock.lock();
        try {
            while (length == 0 && !writerClosed && !readerClosed) {
                awaitChange();
            }
            if (length == 0) {
                if (failure != null && !readerClosed) {
                    throw new IOException(failure);
                }
                return -1;
            }
            int step = Math.min(count, Math.min(length, ring.length - start));
            System.arraycopy(ring, start, bytes, offset, step);
            start = (start + step) % ring.length;
            length -= step;
            changed.signalAll();
            return step;
        } finally {
            lock.unlock();
        }
    }

    /** Thrown when the reading end is closed. */
    private static final class ReaderClosedException extends IOException {
        ReaderClosedException() {
            super("the other end is closed");
        }
    }

    private void awaitChange() throws InterruptedIOException {
        try {
            changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
