package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.ContainerSpecBuilder.RunResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests the three streams of an attached container. */
abstract class StreamsContract {

    private static final int MIB = 1024 * 1024;
    private static final int FRAME = 70_000;
    /** Waits for a line, then writes that many bytes by one call that does not wait, and ends whatever came of it. */
    private static final String WRITE_ONCE = """
        $| = 1; print "ready"; my $line = <STDIN>;
        fcntl(STDOUT, 4, 0x800) or die $!;
        syswrite(STDOUT, "x" x $ARGV[0]);
        """;

    private final ContractFixture fixture;

    StreamsContract(ContractFixture fixture) {
        this.fixture = fixture;
    }

    @Test
    void everyWriteArrivesAtOnce() throws Exception {
        try (Container container = fixture.shell("cat").create()) {
            Stdio streams = container.start();
            for (int i = 0; i < 100; i++) {
                streams.stdin().write(ContractFixture.bytes("ping"));
                assertArrayEquals(ContractFixture.bytes("ping"), streams.stdout().readNBytes(4));
            }
        }
    }

    @Test
    void stderrIsApartFromStdout() throws Exception {
        RunResult finished = fixture.shell("echo out; echo err >&2; echo out").run();
        assertEquals("out\nout\n", finished.stdout());
        assertEquals("err\n", finished.stderr());
    }

    @Test
    void nothingWrittenBeforeTheEndIsLost() throws Exception {
        Semaphore four = new Semaphore(4);
        try (var all = new ConcurrentTasks()) {
            for (int i = 0; i < 50; i++) {
                all.run(() -> {
                    four.acquire();
                    try {
                        assertEquals("first and last\n", fixture.shell("echo first and last").run().stdout());
                    } finally {
                        four.release();
                    }
                });
            }
        }
    }

    @Test
    void fiftyMebibytesArePassedUnchanged() throws Exception {
        byte[] data = new byte[50 * MIB];
        new Random(1).nextBytes(data);
        try (Container container = fixture.shell("cat").create()) {
            Stdio streams = container.start();
            Thread writer = Thread.ofVirtual().start(() -> write(streams.stdin(), data));
            assertArrayEquals(data, streams.stdout().readNBytes(data.length));
            writer.join();
        }
    }

    @Test
    @Tag("slow")
    void twoHundredMebibytesComeOutWhole() throws Exception {
        try (Container container = fixture.shell("dd if=/dev/zero bs=1048576 count=200 2>/dev/null").create()) {
            InputStream output = container.start().stdout();
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[64 * 1024];
            long total = 0;
            for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
                digest.update(buffer, 0, read);
                total += read;
            }
            MessageDigest expected = MessageDigest.getInstance("SHA-256");
            byte[] zeros = new byte[MIB];
            for (int i = 0; i < 200; i++) {
                expected.update(zeros);
            }
            assertEquals(200L * MIB, total);
            assertArrayEquals(expected.digest(), digest.digest());
        }
    }

    @Test
    void aSlowReaderBlocksItsContainerAndNoOther() throws Exception {
        try (Container container = fixture.shell("dd if=/dev/zero bs=1048576 count=32 2>/dev/null; echo done >&2").create()) {
            Stdio streams = container.start();
            // Time in which the container would end if its output did not block it.
            Thread.sleep(1000);
            assertEquals(0, streams.stderr().available(), "the container continued although its output was not read");
            assertEquals("other\n", fixture.shell("echo other").run().stdout());
            assertEquals(32L * MIB, streams.stdout().transferTo(OutputStream.nullOutputStream()));
            assertEquals("done\n", ContractFixture.text(streams.stderr()));
        }
    }

    /**
     * The official container program writes its result without blocking and exits: the part that does not fit into the pipe at
     * once is lost if the pipe is not read within milliseconds.
     */
    @Test
    void aFrameLargerThanAPipeArrivesWholeWhenItIsReadAfterTheExit() throws Exception {
        fixture.assumeLargeStdout();
        try (Container container = fixture.perl(WRITE_ONCE, Integer.toString(FRAME)).create()) {
            Stdio streams = container.start();
            assertArrayEquals(ContractFixture.bytes("ready"), streams.stdout().readNBytes(5));
            // A grader takes longer to produce its result.
            Thread.sleep(200);
            streams.stdin().write('\n');
            streams.stdin().flush();
            // The exit itself cannot be awaited: the subject is a reader that comes too late.
            Thread.sleep(500);
            assertEquals(FRAME, streams.stdout().readAllBytes().length);
            assertEquals(new Exit.Code(0), container.await());
        }
    }

    @Test
    void closesAtOnceWhileItsOutputIsUnread() {
        Container container = fixture.shell("cat /dev/zero").create();
        container.start();
        assertEquals(1, fixture.runtime().findOrphans(fixture.agentId()).size());
        assertTimeoutPreemptively(Duration.ofSeconds(5), container::close);
        assertEquals(List.of(), fixture.runtime().findOrphans(fixture.agentId()));
    }

    @Test
    void writingToADeadContainerFails() throws Exception {
        try (Container container = fixture.shell("exit 0").create()) {
            OutputStream stdin = container.start().stdin();
            container.await();
            assertThrows(IOException.class, () -> assertTimeoutPreemptively(ContractFixture.TIMEOUT, () -> {
                while (true) {
                    stdin.write(new byte[1024]);
                }
            }));
        }
    }

    @Test
    void aWriterFailsWhenItsContainerDies() throws Exception {
        try (Container container = fixture.shell("sleep 300").create()) {
            OutputStream stdin = container.start().stdin();
            Thread killer = Thread.ofVirtual().start(() -> {
                pause(Duration.ofMillis(500));
                container.kill();
            });
            assertThrows(IOException.class, () -> assertTimeoutPreemptively(ContractFixture.TIMEOUT, () -> {
                while (true) {
                    stdin.write(new byte[64 * 1024]);
                }
            }));
            killer.join();
        }
    }

    @Test
    void closingStdinLosesNoOutput() throws Exception {
        try (Container container = fixture.shell("read line; sleep 0.3; echo \"$line\"").create()) {
            Stdio streams = container.start();
            streams.stdin().write(ContractFixture.bytes("kept\n"));
            streams.stdin().close();
            assertThrows(IOException.class, () -> streams.stdin().write(1));
            assertEquals("kept\n", ContractFixture.text(streams.stdout()));
            assertEquals(new Exit.Code(0), container.await());
        }
    }

    @Test
    void deliversPartialOutputAndEndsAfterTheKill() throws Exception {
        try (Container container = fixture.shell("printf '\\000\\000\\001'; sleep 300").create()) {
            InputStream stdout = container.start().stdout();
            assertArrayEquals(new byte[] {0, 0, 1}, stdout.readNBytes(3));
            container.kill();
            assertEquals(-1, assertTimeoutPreemptively(ContractFixture.TIMEOUT, () -> stdout.read()));
        }
    }

    @Test
    void closingStdoutLeavesStderrOpen() throws Exception {
        try (Container container = fixture.shell("dd if=/dev/zero bs=1048576 count=2 2>/dev/null; echo on >&2").create()) {
            Stdio streams = container.start();
            streams.stdout().close();
            assertEquals("on\n", ContractFixture.text(streams.stderr()));
        }
    }

    @Test
    void readsEndWhenTheContainerIsClosed() throws Exception {
        Container container = fixture.shell("sleep 300").create();
        InputStream stdout = container.start().stdout();
        Thread closer = Thread.ofVirtual().start(() -> {
            pause(Duration.ofMillis(300));
            container.close();
        });
        assertTimeoutPreemptively(ContractFixture.TIMEOUT, () -> {
            try {
                assertEquals(-1, stdout.read());
            } catch (IOException e) {
                assertTrue(e.getMessage() != null || e.getCause() != null, "an error says what it is");
            }
        });
        closer.join();
    }

    private static void write(OutputStream stream, byte[] data) {
        try {
            stream.write(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
