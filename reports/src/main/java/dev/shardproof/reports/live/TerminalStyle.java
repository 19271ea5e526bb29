package dev.shardproof.reports.live;

import dev.shardproof.reports.format.VerdictMark;
import dev.shardproof.verifier.check.Verdict;

/**
 * What an output can show and the user wants to see.
 *
 * @param interactive whether it is a terminal, so that a line can be redrawn in place
 * @param colour whether it understands colours
 * @param quiet whether only the end and what did not pass is wanted
 * @param width columns of the terminal; at least 20
 */
public record TerminalStyle(boolean interactive, boolean colour, boolean quiet, int width) {

    /** The width of a terminal that does not tell. */
    public static final int DEFAULT_WIDTH = 80;

    private static final int NARROWEST = 20;
    private static final String RESET = "\u001B[0m";

    public TerminalStyle {
        if (width < NARROWEST) {
            throw new IllegalArgumentException("width is %d, at least %d is needed".formatted(width, NARROWEST));
        }
    }

    /** Plain lines without colour, for files and CI logs. */
    public static TerminalStyle plain(boolean quiet) {
        return new TerminalStyle(false, false, quiet, DEFAULT_WIDTH);
    }

    /** The sign of a verdict, in its colour if colours are shown. */
    public String mark(Verdict verdict) {
        return paint(verdict, plainMark(verdict));
    }

    String plainMark(Verdict verdict) {
        return VerdictMark.of(verdict);
    }

    /** The text in the colour of a verdict if colours are shown. */
    public String paint(Verdict verdict, String text) {
        if (!colour) {
            return text;
        }
        String start = switch (verdict) {
            case PASS -> "\u001B[32m";
            case FAIL -> "\u001B[31m";
            case INCONCLUSIVE -> "\u001B[33m";
        };
        return start + text + RESET;
    }
}
