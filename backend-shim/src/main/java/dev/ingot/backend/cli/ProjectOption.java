package dev.ingot.backend.cli;

import dev.ingot.backend.demo.ProjectFolder;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The option for the folder of the project, for commands that start agents and run the cases. */
final class ProjectOption {
    @Option(names = "--root", paramLabel = "DIR", description = "the project's folder (default: where this program was built)")
    private Path root;

    /** @throws InvalidArguments when the folder is not a checkout of the project */
    ProjectFolder toProjectFolder() throws InvalidArguments {
        ProjectFolder project = root == null ? ProjectFolder.ofThisProgram() : new ProjectFolder(root.toAbsolutePath());
        if (!project.isComplete()) {
            throw new InvalidArguments(List.of("--root: " + project.root() + " has no ./ingot or no e2e/"));
        }
        return project;
    }
}
