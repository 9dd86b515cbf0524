package dev.ingot.backend.cli;

import dev.ingot.backend.demo.ProjectFolder;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the project's own files are, for commands that start its agents on its cases. */
final class ProjectOption {
    @Option(names = "--root", paramLabel = "DIR", description = "the project's folder (default: where this program was built)")
    private Path root;

    /** @throws InvalidArguments when the folder is not the project's */
    ProjectFolder toProjectFolder() throws InvalidArguments {
        ProjectFolder project = root == null ? ProjectFolder.ofThisProgram() : new ProjectFolder(root.toAbsolutePath());
        if (!project.isComplete()) {
            throw new InvalidArguments(List.of("--root: there is no ./ingot and e2e/ in " + project.root()));
        }
        return project;
    }
}
