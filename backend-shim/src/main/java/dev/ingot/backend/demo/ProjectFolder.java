package dev.ingot.backend.demo;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Locates the files of a checkout of this project.
 *
 * @param root folder of the checkout
 */
public record ProjectFolder(Path root) {

    /** Returns the checkout in which this program was built; the program is in {@code backend-shim/target}. */
    public static ProjectFolder ofThisProgram() {
        URI program = URI.create(ProjectFolder.class.getProtectionDomain().getCodeSource().getLocation().toString());
        return new ProjectFolder(Path.of(program).getParent().getParent().getParent());
    }

    /** Returns the script {@code ingot}. */
    public Path launcher() {
        return root.resolve("ingot");
    }

    /** Returns the folder of the end-to-end cases, which is also a tasks directory. */
    public Path cases() {
        return root.resolve("e2e");
    }

    /** Returns whether the folder contains the script and the cases. */
    public boolean isComplete() {
        return Files.isExecutable(launcher()) && Files.isDirectory(cases());
    }
}
