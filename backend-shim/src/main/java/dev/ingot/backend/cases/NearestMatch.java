package dev.ingot.backend.cases;

import java.util.Collection;
import java.util.Comparator;

/** Finds the name that a user probably meant. */
public final class NearestMatch {
    private NearestMatch() { }

    /**
     * Returns the candidate with the smallest
     * <a href="https://en.wikipedia.org/wiki/Levenshtein_distance">Levenshtein distance</a> from a word.
     *
     * @param candidates at least one
     */
    public static String find(String word, Collection<String> candidates) {
        return candidates.stream().min(Comparator.comparingInt(candidate -> distance(word, candidate))).orElseThrow();
    }

    /** Calculates the Levenshtein distance row by row. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
