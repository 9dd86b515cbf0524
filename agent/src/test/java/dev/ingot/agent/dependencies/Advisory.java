package dev.ingot.agent.dependencies;

import java.time.LocalDate;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A published vulnerability of a library, one line of {@code config/dependencies/advisories.tsv}.
 *
 * @param library   group and name, as {@code org.slf4j:slf4j-api}
 * @param affected  ranges of versions in Maven's notation, separated by spaces
 * @param id        the CVE or GHSA number
 * @param published the day of the publication
 * @param source    where the facts are from
 * @param remedy    what to do
 * @param accepted  why the vulnerability cannot occur in Ingot; empty when the version must not be used
 */
record Advisory(String library, String affected, String id, LocalDate published, String source, String remedy, String accepted) {
    private static final Pattern RANGE = Pattern.compile("([\\[(])([^,\\s]+),([^,\\s]+)([\\])])");

    Advisory {
        if (!affected.replaceAll(RANGE.pattern(), "").isBlank()) {
            throw new IllegalArgumentException("not a list of ranges: " + affected);
        }
    }

    /** Reads the lines of the file; lines that begin with # are comments. */
    static List<Advisory> parse(Stream<String> lines) {
        return lines.filter(line -> !line.startsWith("#")).map(line -> line.split("\t", -1))
            .map(cells -> new Advisory(cells[0], cells[1], cells[2], LocalDate.parse(cells[3]), cells[4], cells[5],
                cells.length > 6 ? cells[6] : "")).toList();
    }

    /** Returns whether the vulnerability is in a version. */
    boolean affects(LibraryVersion version) {
        return RANGE.matcher(affected).results().anyMatch(range -> contains(range, version));
    }

    private static boolean contains(MatchResult range, LibraryVersion version) {
        int above = version.compareTo(new LibraryVersion(range.group(2)));
        int below = new LibraryVersion(range.group(3)).compareTo(version);
        return (range.group(1).equals("[") ? above >= 0 : above > 0) && (range.group(4).equals("]") ? below >= 0 : below > 0);
    }
}
