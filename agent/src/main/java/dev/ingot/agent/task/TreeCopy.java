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
 * Copies a task's folder: files with permissions and modification time, links as {@link LinkRule} decides. Existing folders of
 * the target are kept. A folder is not copied into itself. Copies belong to the agent's user, so setuid and setgid bits are
 * not kept. {@link Files#copy} clones the data if the file system supports it. No container may be able to change the target
 * meanwhile.
 */
final class TreeCopy {
    private static final Logger LOG = LoggerFactory.getLogger(TreeCopy.class);
    private static final CopyOption[] COPY_OPTIONS = {StandardCopyOption.REPLACE_EXISTING, LinkOption.NOFOLLOW_LINKS};

    private final LinkRule rule;
    private final Set<Path> openFolders = new HashSet<>();

    private TreeCopy(LinkRule rule) {
        this.rule = rule;
    }

    /** Copies the contents of {@code source}, a folder of a course, into the existing folder {@code target}. */
    static void copy(Path source, Path target) throws IOException {
        LinkRule rule = LinkRule.of(source);
        new TreeCopy(rule).copyContents(rule.task(), target, rule.task());
    }

    /** Copies a folder, given by its real path so that cycles of links are detected. {@code root} is as in {@link LinkRule}. */
    private void copyContents(Path folder, Path target, Path root) throws IOException {
        openFolders.add(folder);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                copyEntry(entry, target.resolve(entry.getFileName()), root);
            }
        }
        openFolders.remove(folder);
    }

    private void copyEntry(Path entry, Path target, Path root) throws IOException {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            copyFolder(entry, target, root);
        } else if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(entry)) {
            LOG.warn("Skipped {}: the job directory needs a folder of this name", entry);
        } else if (Files.isSymbolicLink(entry)) {
            copyLink(entry, target, root);
        } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
            copyFile(entry, target);
        } else {
            LOG.warn("Skipped {}: neither a file nor a folder", entry);
        }
    }

    private static void copyFile(Path file, Path target) throws IOException {
        Files.copy(file, target, COPY_OPTIONS);
        Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        Files.setLastModifiedTime(target, Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
    }

    private void copyFolder(Path folder, Path target, Path root) throws IOException {
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(target);
        }
        copyContents(folder, target, root);
    }

    private void copyLink(Path link, Path target, Path root) throws IOException {
        switch (rule.actionFor(link, root)) {
            case COPY_LINK -> Files.copy(link, target, COPY_OPTIONS);
            case SKIP ->
                LOG.warn("Skipped link {}: its target {} is outside of the course", link, link.toRealPath());
            case COPY_TARGET -> follow(link, link.toRealPath(), target, root);
            default -> throw new IllegalStateException();
        }
    }

    private void follow(Path link, Path real, Path target, Path root) throws IOException {
        if (!Files.isDirectory(real)) {
            copyFile(real, target);
        } else if (openFolders.stream().noneMatch(copied -> copied.startsWith(real))) {
            copyFolder(real, target, real);
        } else if (LinkRule.staysIn(root, link, Files.readSymbolicLink(link))
            && !Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            Files.copy(link, target, COPY_OPTIONS);
        } else {
            LOG.warn("Skipped link {}: its target {} contains the link", link, real);
        }
    }
}
