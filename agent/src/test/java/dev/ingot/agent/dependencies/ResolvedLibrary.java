package dev.ingot.agent.dependencies;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A library on the runtime class path of a module, as {@code mvn dependency:list} writes it.
 *
 * @param name    group and name, as {@code org.slf4j:slf4j-api}
 * @param version the version that Maven chose
 */
record ResolvedLibrary(String name, LibraryVersion version) {
    private static final Pattern LINE =
        Pattern.compile(" +([\\w.-]+:[\\w.-]+):jar(?::[\\w.-]+)?:([\\w.-]+):(?:compile|runtime)(?: .*)?");

    /** Reads the lines of the file. The modules of Ingot itself are left out. */
    static Stream<ResolvedLibrary> parse(Stream<String> lines) {
        return lines.map(LINE::matcher).filter(line -> line.matches() && !line.group(1).startsWith("dev.ingot:"))
            .map(line -> new ResolvedLibrary(line.group(1), new LibraryVersion(line.group(2))));
    }

    /** Returns a sentence for each vulnerability in this library that is not accepted. */
    List<String> problems(List<Advisory> advisories) {
        return matching(advisories).filter(advisory -> advisory.accepted().isEmpty())
            .map(advisory -> name + " " + version.text() + " has the vulnerability " + advisory.id() + " (" + advisory.published()
                + ", " + advisory.source() + "). Remedy: " + advisory.remedy() + ".").toList();
    }

    /** Returns the advisories that hold for this version. */
    Stream<Advisory> matching(List<Advisory> advisories) {
        return advisories.stream()
            .filter(advisory -> advisory.library().equals(name) && advisory.affects(version));
    }
}
