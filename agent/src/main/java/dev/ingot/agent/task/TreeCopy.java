package dev.ingot.agent.task;

import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a folder as graders expect it, into one whose own folders stay the folders they are: files with permissions and time,
 * links to files as links, links to folders as the folders they name as long as these lie inside the copied folder. A link
 * that leads out is copied as a link, so nothing outside is ever read. Copies belong to the agent's user; so bits that lend
 * the owner's rights are not kept. {@link Files#copy} clones the data where the file system can.
 */
final class TreeCopy {
    private static final Logger LOG = LoggerFactory.getLogger(TreeCopy.class);
    private static final CopyOption[] AS_IT_IS = {StandardCopyOption.REPLACE_EXISTING, LinkOption.NOFOLLOW_LINKS};

    private final Path boundary;
    private final Set<Path> open = new HashSet<>();

    private TreeCopy(Path boundary) {
        this.boundary = boundary;
    }

    /** Copies what is in {@code source} into the existing folder {@code target}. */
    static void copy(Path source, Path target) throws IOException {
        Path real = source.toRealPath();
        new TreeCopy(real).copyInside(real, target);
    }

    /** {@code folder} is a real path, so that two links to one another are found out. */
    private void copyInside(Path folder, Path target) throws IOException {
        open.add(folder);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                copyEntry(entry, target.resolve(entry.getFileName()));
            }
        }
        open.remove(folder);
    }

    private void copyEntry(Path entry, Path target) throws IOException {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            copyFolder(entry, target);
        } else if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(entry)) {
            LOG.warn("{} is to be a folder: not copied", entry);
        } else if (Files.isSymbolicLink(entry) && Files.isDirectory(entry)) {
            copyLinkedFolder(entry, target);
        } else if (Files.isSymbolicLink(entry)) {
            Files.copy(entry, target, AS_IT_IS);
        } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
            Files.copy(entry, target, AS_IT_IS);
            Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(entry, LinkOption.NOFOLLOW_LINKS));
            Files.setLastModifiedTime(target, Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS));
        } else {
            LOG.warn("{} is neither a file nor a folder: not copied", entry);
        }
    }

    private void copyFolder(Path folder, Path target) throws IOException {
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(target);
        }
        copyInside(folder, target);
    }

    private void copyLinkedFolder(Path link, Path target) throws IOException {
        Path folder = link.toRealPath();
        if (folder.startsWith(boundary) && !open.contains(folder)) {
            copyFolder(folder, target);
        } else if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            LOG.warn("{} leads to {}: not followed", link, folder);
        } else {
            LOG.warn("{} leads to {}: kept as a link, not followed", link, folder);
            Files.copy(link, target, AS_IT_IS);
        }
    }
}
