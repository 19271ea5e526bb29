package dev.shardproof.scenarios.spec.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the allowed word that was probably meant. */
public final class Suggestion {

    private static final int LENGTH_MAX = 60;

    private Suggestion() {}

    /** The nearest of the words, or empty if none is near: at most one edit for every three letters, case ignored. */
    public static Optional<String> of(String found, Collection<String> allowed) {
        if (found.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        String wanted = found.toLowerCase(Locale.ROOT);
        return allowed.stream()
                .filter(word -> distance(wanted, word.toLowerCase(Locale.ROOT)) <= Math.max(1, word.length() / 3))
                .min(Comparator.comparingInt(word -> distance(wanted, word.toLowerCase(Locale.ROOT))));
    }

    /** {@code "; did you mean 'x'?"} or nothing. */
    public static String phrase(String found, Collection<String> allowed) {
        return of(found, allowed).map("; did you mean '%s'?"::formatted).orElse("");
    }

    /** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
