package dev.ingot.agent.runtime;

import dev.ingot.agent.runtime.FaultyRuntime.Delay;
import dev.ingot.agent.runtime.FaultyRuntime.Die;
import dev.ingot.agent.runtime.FaultyRuntime.Fail;
import dev.ingot.agent.runtime.FaultyRuntime.Fault;
import dev.ingot.agent.runtime.FaultyRuntime.LoseAnswer;
import dev.ingot.agent.runtime.FaultyRuntime.Operation;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** A container of a {@link FaultyRuntime}. */
final class FaultyContainer implements Container {

    private final FaultyRuntime runtime;
    private final Container real;
    private volatile Usage last = Usage.UNKNOWN;

    FaultyContainer(FaultyRuntime runtime, Container real) {
        this.runtime = runtime;
        this.real = real;
    }

    static RuntimeFault plannedFault(Operation operation, RuntimeFault.Kind kind) {
        return new RuntimeFault(kind, "planned fault of " + operation, null);
    }

    /** Waits when the fault is a delay; an interrupt ends the wait and is restored. */
    static void delay(Fault fault) {
        if (fault instanceof Delay(Duration time)) {
            try {
                Thread.sleep(time);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String id() {
        return real.id();
    }

    @Override
    public Stdio start() {
        Fault fault = runtime.next(Operation.START);
        if (fault instanceof Fail(RuntimeFault.Kind kind)) {
            throw plannedFault(Operation.START, kind);
        }
        delay(fault);
        Stdio streams = real.start();
        if (fault instanceof LoseAnswer(RuntimeFault.Kind kind)) {
            throw plannedFault(Operation.START, kind);
        }
        if (fault instanceof Die) {
            real.kill();
        }
        return new Stdio(new Stdin(streams.stdin()), new Stdout(streams.stdout()), streams.stderr());
    }

    @Override
    public Exit await() throws InterruptedException {
        Fault fault = before(Operation.AWAIT);
        Exit exit = real.await();
        after(Operation.AWAIT, fault);
        return exit;
    }

    @Override
    public void updateLimits(Limits limits) {
        Fault fault = before(Operation.LIMIT);
        real.updateLimits(limits);
        after(Operation.LIMIT, fault);
    }

    @Override
    public Usage usage() {
        Fault fault = runtime.next(Operation.USAGE);
        delay(fault);
        if (fault instanceof Die) {
            real.kill();
        }
        if (!(fault instanceof Fail) && !(fault instanceof LoseAnswer)) {
            last = real.usage();
        }
        return last;
    }

    @Override
    public void kill() {
        Fault fault = before(Operation.KILL);
        real.kill();
        after(Operation.KILL, fault);
    }

    @Override
    public void close() {
        Fault fault = runtime.next(Operation.CLOSE);
        delay(fault);
        if (!(fault instanceof Fail)) {
            real.close();
        }
    }

    private Fault before(Operation operation) {
        Fault fault = runtime.next(operation);
        if (fault instanceof Fail(RuntimeFault.Kind kind)) {
            throw plannedFault(operation, kind);
        }
        if (fault instanceof Die) {
            real.kill();
        }
        delay(fault);
        return fault;
    }

    private static void after(Operation operation, Fault fault) {
        if (fault instanceof LoseAnswer(RuntimeFault.Kind kind)) {
            throw plannedFault(operation, kind);
        }
    }

    /** Does what {@link #before} and {@link #after} do, but throws IOException. */
    private Fault beforeBytes(Operation operation) throws IOException {
        try {
            return before(operation);
        } catch (RuntimeFault e) {
            throw new IOException(e);
        }
    }

    private static void afterBytes(Operation operation, Fault fault) throws IOException {
        try {
            after(operation, fault);
        } catch (RuntimeFault e) {
            throw new IOException(e);
        }
    }

    private final class Stdin extends FilterOutputStream {
        Stdin(OutputStream real) {
            super(real);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Fault fault = beforeBytes(Operation.WRITE);
            out.write(bytes, offset, length);
            afterBytes(Operation.WRITE, fault);
        }
    }

    private final class Stdout extends FilterInputStream {
        Stdout(InputStream real) {
            super(real);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Fault fault = beforeBytes(Operation.READ);
            int read = in.read(bytes, offset, length);
            afterBytes(Operation.READ, fault);
            return read;
        }
    }
}
