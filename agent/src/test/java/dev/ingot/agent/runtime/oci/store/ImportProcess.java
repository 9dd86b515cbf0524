package dev.ingot.agent.runtime.oci.store;

import java.nio.file.Path;

/** Imports in a separate process, which can be killed or has another environment. */
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
