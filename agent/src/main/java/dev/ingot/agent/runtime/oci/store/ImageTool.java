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

/** A program of the host that the store calls, at low priority: jobs come first. */
record ImageTool(String name, String debianPackage) {

    static final ImageTool SKOPEO = new ImageTool("skopeo", "skopeo");
    static final ImageTool UMOCI = new ImageTool("umoci", "umoci");
    static final ImageTool FIND = new ImageTool("find", "findutils");
    static final ImageTool RM = new ImageTool("rm", "coreutils");
    static final ImageTool SYNC = new ImageTool("sync", "coreutils");

    private static final int OUTPUT_LIMIT = 8 << 20;
    private static final int STDERR_LIMIT = 2000;
    /** Where Debian puts programs for root, which are not on everybody's PATH. */
    private static final List<String> SBIN_FOLDERS = List.of("/usr/sbin", "/sbin");

    /**
     * Runs it to its end and returns what it wrote to its standard output.
     *
     * @throws RuntimeFault when it is missing, fails, writes too much, or is not done in time (it is killed then)
     */
    byte[] run(Duration patience, String... arguments) {
        Process process = start(arguments);
        FutureTask<byte[]> output = readAsync(process.getInputStream());
        FutureTask<byte[]> complaints = readAsync(process.getErrorStream());
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new RuntimeFault(Kind.UNAVAILABLE, name + " was not done after " + patience.toMinutes() + " min", null);
            }
            if (process.exitValue() != 0) {
                throw failed(process.exitValue(), complaints.get());
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
            throw new RuntimeFault(Kind.INTERNAL, "cannot read what " + name + " writes: " + e.getCause().getMessage(), e);
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
            throw new RuntimeFault(Kind.EXHAUSTED, name + " cannot be started: " + e.getMessage(), e);
        }
    }

    private Path findProgram() {
        Stream<String> searched = Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":")), SBIN_FOLDERS.stream());
        return searched.map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst()
            .orElseThrow(() -> new RuntimeFault(Kind.UNAVAILABLE, "images cannot be imported: " + name
                + " is not installed. Remedy: apt-get install " + debianPackage + ", or deploy/host/install-oci.sh", null));
    }

    private static FutureTask<byte[]> readAsync(InputStream stream) {
        FutureTask<byte[]> reading = new FutureTask<>(() -> readLimited(stream));
        Thread.ofVirtual().name("tool-output").start(reading);
        return reading;
    }

    /** The first bytes, a little more than may be used; the rest is read and forgotten, so that the writer never blocks. */
    private static byte[] readLimited(InputStream stream) throws IOException {
        try (stream; ByteArrayOutputStream kept = new ByteArrayOutputStream()) {
            kept.write(stream.readNBytes(OUTPUT_LIMIT + 1));
            stream.transferTo(OutputStream.nullOutputStream());
            return kept.toByteArray();
        }
    }

    private RuntimeFault failed(int status, byte[] complaints) {
        String said = new String(complaints, StandardCharsets.UTF_8).strip();
        String end = said.substring(Math.max(0, said.length() - STDERR_LIMIT));
        // Programs say what the kernel refused in no other way than by this text.
        Kind kind = said.contains("no space left on device") || said.contains("disk quota exceeded")
            ? Kind.EXHAUSTED : Kind.INTERNAL;
        return new RuntimeFault(kind, name + " failed (" + status + "): " + end, null);
    }
}
