package dev.shardproof.verifier.latency;

import java.util.Locale;

/** Figures as text. */
final class LatencyWords {

    private LatencyWords() {}

    /** A ratio as {@code +10.0 %}. */
    static String increase(double ratio) {
        return String.format(Locale.ROOT, "%+.1f %%", (ratio - 1) * 100);
    }

    static String millis(double micros) {
        if (micros == Double.POSITIVE_INFINITY) {
            return "infinite";
        }
        return String.format(Locale.ROOT, micros < 10_000 ? "%.2f ms" : "%.1f ms", micros / 1e3);
    }

    static String number(double value) {
        return value >= 1000 || Math.abs(value - Math.rint(value)) < 1e-9
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
