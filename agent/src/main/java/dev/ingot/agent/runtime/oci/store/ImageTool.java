package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of the host that the store runs, with low priority so that jobs come first. */
record ImageTool(String name, String debianPackage) {

    static final ImageTool SKOPEO = new ImageTool("skopeo", "skopeo");
    static final ImageTool UMOCI = new ImageTool("umoci", "umoci");
    static final ImageTool FIND = new ImageTool("find", "findutils");
    static final ImageTool RM = new ImageTool("rm", "coreutils");
    static final ImageTool SYNC = new ImageTool("sync", "coreutils");

    private static final int OUTPUT_LIMIT = 8 << 20;
    private static final int STDERR_LIMIT = 2000;
    /** Debian's folders for root's programs, which not every PATH contains. */
    private static final List<String> SBIN_FOLDERS = List.of("/usr/sbin", "/sbin");

    /**
     * Runs the program until it exits.
     *
     * @param timeout after which the program is killed
     * @return its standard output, at most 8 MiB
     * @throws RuntimeFault when it is missing, fails, writes too much, or exceeds the timeout
     */
    byte[] run(Duration timeout, String... arguments) {
        Process process = start(arguments);
        FutureTask<byte[]> output = readAsync(process.getInputStream());
        FutureTask<byte[]> errors = readAsync(process.getErrorStream());
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new RuntimeFault(Kind.UNAVAILABLE, name + " did not finish within " + timeout.toMinutes() + " min", null);
            }
            if (process.exitValue() != 0) {
                throw failed(process.exitValue(), errors.get());
            }
            byte[] written = output.get();
            if (written.length > OUTPUT_LIMIT) {
                throw new RuntimeFault(Kind.INVALID, name + " wrote more than " + OUTPUT_LIMIT + " bytes", null);
            }
            return written;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RuntimeFault(Kind.UNAVAILABLE, "interrupted while " + name + " ran", e);
        } catch (ExecutionException e) {
            throw new RuntimeFault(Kind.INTERNAL, "cannot read the output of " + name + ": " + e.getCause().getMessage(), e);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(String... arguments) {
        List<String> command = new ArrayList<>(List.of("nice", "-n", "10", findProgram().toString()));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command).redirectInput(Redirect.from(Path.of("/dev/null").toFile())).start();
        } catch (IOException e) {
            throw new RuntimeFault(Kind.EXHAUSTED, "cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    private Path findProgram() {
        Stream<String> searched = Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":")), SBIN_FOLDERS.stream());
        return searched.map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst()
            .orElseThrow(() -> new RuntimeFault(Kind.UNAVAILABLE, "cannot import images: " + name
                + " is not installed. Remedy: apt-get install " + debianPackage + ", or deploy/host/install-oci.sh", null));
    }

    private static FutureTask<byte[]> readAsync(InputStream stream) {
        FutureTask<byte[]> reading = new FutureTask<>(() -> readLimited(stream));
        Thread.ofVirtual().name("tool-output").start(reading);
        return reading;
    }

    /** Returns the first bytes, one more than the limit at most, and discards the rest so that the writer never blocks. */
    private static byte[] readLimited(InputStream stream) throws IOException {
        try (stream; ByteArrayOutputStream kept = new ByteArrayOutputStream()) {
            kept.write(stream.readNBytes(OUTPUT_LIMIT + 1));
            stream.transferTo(OutputStream.nullOutputStream());
            return kept.toByteArray();
        }
    }

    private RuntimeFault failed(int status, byte[] errors) {
        String text = new String(errors, StandardCharsets.UTF_8).strip();
        String end = text.substring(Math.max(0, text.length() - STDERR_LIMIT));
        // This text is the only way in which the programs report the kernel's error.
        Kind kind = text.contains("no space left on device") || text.contains("disk quota exceeded")
            ? Kind.EXHAUSTED : Kind.INTERNAL;
        return new RuntimeFault(kind, name + " failed (" + status + "): " + end, null);
    }
}
