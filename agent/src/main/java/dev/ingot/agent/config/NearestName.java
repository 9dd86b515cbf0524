package dev.ingot.agent.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which name was meant. */
public final class NearestName {
    private NearestName() { }

    /** The known name that takes the fewest edits, unless that is more than a third of the word. */
    public static Optional<String> of(String word, Collection<String> known) {
        return known.stream()
            .filter(name -> editDistance(word, name) <= Math.max(1, word.length() / 3))
            .min(Comparator.comparingInt((String name) -> editDistance(word, name)).thenComparing(Comparator.naturalOrder()));
    }

    /** The remedy to give for a word that is none of the known names. */
    public static String remedy(String word, Collection<String> known) {
        return of(word, known).map(name -> "did you mean " + name + "?")
            .orElseGet(() -> "known here: " + String.join(", ", known));
    }

    /** Letters to insert, delete or replace (Levenshtein), row by row. */
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
