package dev.ingot.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known name that is most like a mistyped one. */
public final class NearestName {
    private NearestName() { }

    /** Returns the known name with the smallest edit distance; empty when that is more than a third of the word's length. */
    public static Optional<String> of(String word, Collection<String> known) {
        return known.stream()
            .filter(name -> editDistance(word, name) <= Math.max(1, word.length() / 3))
            .min(byDistance(word));
    }

    /**
     * Returns the known name with the smallest edit distance, however large it is.
     *
     * @param known at least one
     */
    public static String closest(String word, Collection<String> known) {
        return known.stream().min(byDistance(word)).orElseThrow();
    }

    private static Comparator<String> byDistance(String word) {
        return Comparator.comparingInt((String name) -> editDistance(word, name)).thenComparing(Comparator.naturalOrder());
    }

    /** Returns the remedy for a word that is not a known name: the nearest one, or all of them. */
    public static String remedy(String word, Collection<String> known) {
        return of(word, known).map(name -> "did you mean " + name + "?")
            .orElseGet(() -> "known here: " + String.join(", ", known));
    }

    /** Returns how many letters have to be inserted, deleted or replaced (Levenshtein distance). */
    private static int editDistance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[to.length()];
    }
}
