package dev.ingot.agent.task;

import dev.ingot.agent.linux.Mounts;
import dev.ingot.agent.linux.PinnedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders of a job's directory that one of its student containers mounts. The grading container can replace each of them by a
 * link at any time, so either no container can change the paths used here, or the runtime does not follow links. Closed after the
 * container; unmounts what was mounted for it. See
 * docs/decisions/0002-give-students-folders-that-no-container-can-swap.md.
 */
public final class StudentFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StudentFiles.class);

    /** Tells how a runtime can safely mount folders of a job's directory. */
    public enum Access {
        /** The runtime opens the source of a mount without following links, and mounts exactly that file. */
        BY_PATH,
        /** The runtime sees mounts of the agent. */
        MOUNTED,
        /** Only with folders beside the task ({@link JobDir#hasSeparateFolders}), whose names no container sees. */
        SEPARATE
    }

    private final Path student;
    private final Optional<Path> scripts;
    private final Path systemFiles;
    private final List<Path> mounted;
    private final List<Object> keys;

    private StudentFiles(Path student, Optional<Path> scripts, Path systemFiles, List<Path> mounted, List<Object> keys) {
        this.student = student;
        this.scripts = scripts;
        this.systemFiles = systemFiles;
        this.mounted = mounted;
        this.keys = keys;
    }

    /**
     * Opens the folders, and creates those that are missing.
     *
     * @param access how the student's runtime can mount them
     * @throws IOException when one of them is not a folder, or a mount fails
     */
    static StudentFiles open(JobDir dir, Access access) throws IOException {
        List<Path> mounted = new ArrayList<>();
        try (PinnedFolder student = dir.openPinned(JobDir.STUDENT);
                PinnedFolder scripts = student.openOrMakeFolder(JobDir.SCRIPTS, dir.containerRootUid());
                PinnedFolder systemFiles = dir.openPinned(JobDir.SYSTEM_FILES)) {
            List<Object> keys = keys(student, scripts, systemFiles);
            if (dir.hasSeparateFolders()) {
                // The grader can replace scripts in this folder, so it gets no mount of its own.
                return new StudentFiles(dir.separateStudentFolder(), Optional.empty(), dir.separateSystemFilesFolder(), mounted,
                    keys);
            }
            return switch (access) {
                case BY_PATH -> {
                    Path path = dir.task().resolve(JobDir.STUDENT);
                    yield new StudentFiles(path, Optional.of(path.resolve(JobDir.SCRIPTS)),
                        dir.task().resolve(JobDir.SYSTEM_FILES), mounted, keys);
                }
                case MOUNTED -> new StudentFiles(mount(dir, student, mounted), Optional.of(mount(dir, scripts, mounted)),
                    mount(dir, systemFiles, mounted), mounted, keys);
                case SEPARATE -> throw new IOException("its runtime follows links that a grader can create, "
                    + "and does not see mounts of the agent");
            };
        } catch (IOException | RuntimeException | Error e) {
            detach(mounted);
            throw e;
        }
    }

    private static Path mount(JobDir dir, PinnedFolder folder, List<Path> mounted) throws IOException {
        Path mountPoint = Files.createDirectory(dir.createHiddenPath());
        mounted.add(mountPoint);
        folder.bind(mountPoint);
        return mountPoint;
    }

    private static List<Object> keys(PinnedFolder student, PinnedFolder scripts, PinnedFolder systemFiles) throws IOException {
        return List.of(student.fileKey(), scripts.fileKey(), systemFiles.fileKey());
    }

    /** Returns the folder to mount writable at /task/student. */
    public Path student() {
        return student;
    }

    /** Returns the folder to mount writable at /task/student/scripts; empty if it is an ordinary folder in {@link #student}. */
    public Optional<Path> scripts() {
        return scripts;
    }

    /** Returns the folder to mount read-only at /task/systemfiles. */
    public Path systemFiles() {
        return systemFiles;
    }

    /** Returns whether the grader still has these folders, and has not replaced any of them. */
    public boolean isCurrent(JobDir dir) throws IOException {
        try (PinnedFolder nowStudent = dir.openPinned(JobDir.STUDENT);
                PinnedFolder nowScripts = nowStudent.openFolder(JobDir.SCRIPTS);
                PinnedFolder nowSystemFiles = dir.openPinned(JobDir.SYSTEM_FILES)) {
            return keys.equals(keys(nowStudent, nowScripts, nowSystemFiles));
        }
    }

    @Override
    public void close() {
        detach(mounted);
    }

    private static void detach(List<Path> mounted) {
        for (Path mountPoint : mounted) {
            try {
                Mounts.detach(mountPoint);
                Files.deleteIfExists(mountPoint);
            } catch (IOException e) {
                LOG.warn("Cannot unmount {}: {}. The end of its job retries", mountPoint, e.toString());
            }
        }
        mounted.clear();
    }
}
