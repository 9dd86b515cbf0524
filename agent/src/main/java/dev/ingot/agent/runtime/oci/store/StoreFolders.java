package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.linux.Flock;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Where things lie in a store. {@code images/<hex>} is an image, there as a whole or not at all; {@code staging/<hex>.*} is one
 * that comes or goes; {@code locks/<hex>} is locked shared by who uses the image, exclusively by who changes either of the
 * two. Lock files stay when their image goes: two processes must never lock two files for one image. A staging folder is
 * used once: a tool that outlives a killed agent cannot spoil the next import.
 */
record StoreFolders(Path root) {
    /** Raised when an older agent could not read what a newer one writes. */
    private static final String LAYOUT = "ingot image store 1\n";
    /** An image's setuid programs are no business of the host's users. */
    private static final FileAttribute<?> PRIVATE =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Duration DELETE_TIMEOUT = Duration.ofMinutes(10);

    Path images() {
        return root.resolve("images");
    }

    Path staging() {
        return root.resolve("staging");
    }

    Path image(String id) {
        return images().resolve(Digest.hex(id));
    }

    /** A new name in staging. */
    Path staging(String id) {
        return staging().resolve(Digest.hex(id) + "." + UUID.randomUUID());
    }

    /** Of which image a folder in staging is; empty for what is none of ours. */
    static Optional<String> stagedId(Path folder) {
        return Optional.of(Digest.ofHex(folder.getFileName().toString().split("\\.", 2)[0])).filter(Digest::isValid);
    }

    /** Makes what is missing; whoever opens it closes the returned lock, which says that the layout is in use. */
    Flock open() throws IOException {
        Files.createDirectories(root, PRIVATE);
        Path layout = root.resolve("layout");
        if (!Files.exists(layout)) {
            if (Files.exists(images())) {
                throw new RuntimeFault(Kind.INVALID, root + " holds images, but is no image store: choose another folder", null);
            }
            Path draft = Files.writeString(root.resolve("layout-" + UUID.randomUUID()), LAYOUT);
            Files.move(draft, layout, StandardCopyOption.ATOMIC_MOVE);
        }
        String found = Files.readString(layout);
        if (!found.equals(LAYOUT)) {
            throw new RuntimeFault(Kind.INVALID, root + " has another layout (" + found.strip() + ") than this version's ("
                + LAYOUT.strip() + "): choose another folder and import the images again", null);
        }
        for (Path folder : new Path[] {images(), staging(), root.resolve("locks")}) {
            Files.createDirectories(folder, PRIVATE);
        }
        return Flock.tryLock(layout, Flock.Mode.SHARED).orElseThrow(() ->
            new RuntimeFault(Kind.CONFLICT, root + " is being converted to another layout: try again later", null));
    }

    Optional<Flock> tryLock(String id, Flock.Mode mode) throws IOException {
        Path file = root.resolve("locks").resolve(Digest.hex(id));
        if (!Files.exists(file)) {
            try {
                Files.createFile(file);
            } catch (FileAlreadyExistsException e) {
                // Another process was faster; it is the same file.
                return Flock.tryLock(file, mode);
            }
        }
        return Flock.tryLock(file, mode);
    }

    /** Moves between {@code images} and {@code staging}, in one step that a crash cannot undo. */
    void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        for (Path folder : new Path[] {images(), staging()}) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Deletes a staging folder, whatever an image has put in it. */
    void delete(Path folder) {
        if (Files.exists(folder)) {
            ImageTool.RM.run(DELETE_TIMEOUT, "--recursive", "--force", "--one-file-system", "--", folder.toString());
        }
    }
}
