package dev.shardproof.reports.format;

import dev.shardproof.verifier.check.Verdict;

/** The sign that stands before a verdict, so that it can be told without colours. */
public final class VerdictMark {

    private VerdictMark() {}

    /** One character. */
    public static String of(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "✔";
            case FAIL -> "✘";
            case INCONCLUSIVE -> "?";
        };
    }
}
