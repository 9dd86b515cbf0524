package dev.ingot.agent.runtime.oci.store;

import java.nio.file.Path;

/** An import by a process of its own: one that can be killed, or that has another environment. */
final class ImportProcess {
    private ImportProcess() { }

    static ProcessBuilder of(Path store, String source) {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
            ImportProcess.class.getName(), store.toString(), source).inheritIO();
    }

    public static void main(String[] arguments) {
        try (ImageStore store = ImageStore.open(Path.of(arguments[0]))) {
            store.importFrom(ImageSource.parse(arguments[1]));
        }
    }
}
