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
 * The folders of a store. {@code images/<hex>} is an image, complete or not there at all; {@code staging/<hex>.*} is an image
 * that is being imported or removed; {@code locks/<hex>} is locked shared while the image is used, and exclusively while
 * either of the two folders is changed. Lock files are kept when their image is removed, so that two processes never lock
 * different files for the same image. A staging folder is used once, so that a tool that survives a killed agent cannot
 * damage the next import.
 */
record StoreFolders(Path root) {
    /** Incremented when an older agent cannot read the new layout. */
    private static final String LAYOUT = "ingot image store 1\n";
    /** Private, because the host's users must not run setuid programs of an image. */
    private static final FileAttribute<?> PRIVATE =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Duration DELETE_TIMEOUT = Duration.ofMinutes(10);

    /** Returns the folder of all images. */
    Path images() {
        return root.resolve("images");
    }

    /** Returns the folder of all imports and removals. */
    Path staging() {
        return root.resolve("staging");
    }

    /** Returns the folder of an image, whether it exists or not. */
    Path image(String id) {
        return images().resolve(Digest.hex(id));
    }

    /** Returns a new path in staging. */
    Path staging(String id) {
        return staging().resolve(Digest.hex(id) + "." + UUID.randomUUID());
    }

    /** Returns the id of the image that a folder in staging belongs to; empty for a folder that the store did not create. */
    static Optional<String> stagedId(Path folder) {
        return Optional.of(Digest.ofHex(folder.getFileName().toString().split("\\.", 2)[0])).filter(Digest::isValid);
    }

    /**
     * Creates missing folders and checks the layout.
     *
     * @return a lock that marks the layout as in use; the caller closes it
     * @throws RuntimeFault INVALID when the folder has other contents or another layout; CONFLICT while it is converted
     */
    Flock open() throws IOException {
        Files.createDirectories(root, PRIVATE);
        Path layout = root.resolve("layout");
        if (!Files.exists(layout)) {
            if (Files.exists(images())) {
                throw new RuntimeFault(Kind.INVALID, root + " contains images, but is not an image store: choose another folder",
                    null);
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

    /** Locks an image; empty when another holder excludes it. */
    Optional<Flock> tryLock(String id, Flock.Mode mode) throws IOException {
        Path file = root.resolve("locks").resolve(Digest.hex(id));
        if (!Files.exists(file)) {
            try {
                Files.createFile(file);
            } catch (FileAlreadyExistsException e) {
                // Another process created it meanwhile; it is the same file.
                return Flock.tryLock(file, mode);
            }
        }
        return Flock.tryLock(file, mode);
    }

    /** Moves a folder between {@code images} and {@code staging} atomically, and syncs both to disk. */
    void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        for (Path folder : new Path[] {images(), staging()}) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Deletes a staging folder with whatever an image has put in it. */
    void delete(Path folder) {
        if (Files.exists(folder)) {
            ImageTool.RM.run(DELETE_TIMEOUT, "--recursive", "--force", "--one-file-system", "--", folder.toString());
        }
    }
}
