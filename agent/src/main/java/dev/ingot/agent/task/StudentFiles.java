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
 * The folders of a job's directory that one of its student containers mounts. The grading container can put a link in the place
 * of each of them at any time; so their paths here are such that no container can change what they lead to, or the runtime is
 * known to follow no link. Closing it, after the container, takes away what was mounted for it. See
 * docs/decisions/0002-give-students-folders-that-no-container-can-swap.md.
 */
public final class StudentFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StudentFiles.class);

    /** Why paths in a job's directory can be given to a runtime. */
    public enum Access {
        /** The runtime looks a source up without following a link, and mounts what it has found. */
        BY_PATH,
        /** The runtime sees what the agent mounts. */
        MOUNTED,
        /** Only with folders beside the task's ({@link JobDir#separate}), where no container sees their names. */
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
     * Makes those that are missing, and sees that what can be mounted is theirs.
     *
     * @param access by which the student's runtime can have them
     * @throws IOException when something there is no folder, or a mount cannot be made; the text says what
     */
    static StudentFiles open(JobDir dir, Access access) throws IOException {
        List<Path> mounted = new ArrayList<>();
        try (PinnedFolder student = dir.openPinned(JobDir.STUDENT);
                PinnedFolder scripts = student.openOrMakeFolder(JobDir.SCRIPTS, dir.containerRootUid());
                PinnedFolder systemFiles = dir.openPinned(JobDir.SYSTEM_FILES)) {
            List<Object> keys = keys(student, scripts, systemFiles);
            if (dir.hasSeparateFolders()) {
                // The name of scripts in there can be changed by the grader: it is no mount of its own.
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
                case SEPARATE -> throw new IOException("its runtime would follow a link that a grader puts in a folder's place, "
                    + "and does not see what the agent mounts");
            };
        } catch (IOException | RuntimeException | Error e) {
            detach(mounted);
            throw e;
        }
    }

    private static Path mount(JobDir dir, PinnedFolder folder, List<Path> mounted) throws IOException {
        Path place = Files.createDirectory(dir.createHiddenPath());
        mounted.add(place);
        folder.bind(place);
        return place;
    }

    private static List<Object> keys(PinnedFolder student, PinnedFolder scripts, PinnedFolder systemFiles) throws IOException {
        return List.of(student.fileKey(), scripts.fileKey(), systemFiles.fileKey());
    }

    /** For /task/student, writable. */
    public Path student() {
        return student;
    }

    /** For /task/student/scripts, writable; absent where it is just a folder in {@link #student}. */
    public Optional<Path> scripts() {
        return scripts;
    }

    /** For /task/systemfiles, read-only. */
    public Path systemFiles() {
        return systemFiles;
    }

    /** Whether the grader has these folders still, and no others by their names. */
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
        for (Path place : mounted) {
            try {
                Mounts.detach(place);
                Files.deleteIfExists(place);
            } catch (IOException e) {
                LOG.warn("{} stays mounted until its job ends: {}", place, e.toString());
            }
        }
        mounted.clear();
    }
}
