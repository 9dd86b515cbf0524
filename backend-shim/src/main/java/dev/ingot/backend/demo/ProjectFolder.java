package dev.ingot.backend.demo;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A checkout of this project.
 *
 * @param root its folder
 */
public record ProjectFolder(Path root) {

    /** The one this program was built in: it lies in {@code backend-shim/target}. */
    public static ProjectFolder ofThisProgram() {
        URI program = URI.create(ProjectFolder.class.getProtectionDomain().getCodeSource().getLocation().toString());
        return new ProjectFolder(Path.of(program).getParent().getParent().getParent());
    }

    /** The program {@code ingot}. */
    public Path launcher() {
        return root.resolve("ingot");
    }

    /** The end-to-end cases, a tasks directory as well. */
    public Path cases() {
        return root.resolve("e2e");
    }

    /** Whether it has both. */
    public boolean isComplete() {
        return Files.isExecutable(launcher()) && Files.isDirectory(cases());
    }
}
