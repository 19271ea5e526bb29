package dev.shardproof.reports.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes numbers, times and sizes for people, the same way everywhere: digits in groups of three with commas, as in
 * the checks' own summaries, three significant digits for measured values, sizes in powers of ten, instants in UTC.
 *
 * <p>Pure functions, thread-safe.
 */
public final class Figures {

    private static final char BEFORE_UNIT = '\u00A0';
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String[] SIZES = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Figures() {}

    /** A count, e.g. {@code 200,000}. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A latency or pause given in microseconds, in the unit that suits it: {@code 840 µs}, {@code 12.3 ms}, {@code 2.05 s}. */
    public static String micros(long micros) {
        if (micros < 1_000) {
            return micros + "\u00A0µs";
        }
        if (micros < 1_000_000) {
            return significant(micros / 1_000.0) + "\u00A0ms";
        }
        return significant(micros / 1_000_000.0) + "\u00A0s";
    }

    /** A length of time: {@code 350 ms}, {@code 12.4 s}, {@code 2 min 05 s}, {@code 3 h 20 min}. */
    public static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1_000) {
            return millis + "\u00A0ms";
        }
        if (millis < 60_000) {
            return significant(millis / 1_000.0) + "\u00A0s";
        }
        long seconds = millis / 1_000;
        if (seconds < 3_600) {
            return String.format(Locale.ROOT, "%d\u00A0min\u00A0%02d\u00A0s", seconds / 60, seconds % 60);
        }
        long minutes = seconds / 60;
        return String.format(Locale.ROOT, "%d\u00A0h\u00A0%02d\u00A0min", minutes / 60, minutes % 60);
    }

    /** A size, e.g. {@code 54.2 MB}, in powers of 1000. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < SIZES.length - 1) {
            value /= 1_000;
            unit++;
        }
        return (unit == 0 ? Long.toString(bytes) : significant(value)) + BEFORE_UNIT + SIZES[unit];
    }

    /** A measured value with three significant digits, grouped from a thousand on: {@code 0.0421}, {@code 12.3}, {@code 4,210}. */
    public static String significant(double value) {
        double size = Math.abs(value);
        if (size >= 99.95) {
            return count(Math.round(value));
        }
        int decimals = size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.09995 ? 3 : 4;
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return size == 0 ? "0" : text;
    }

    /** A share of 1 in percent, e.g. {@code 33.3 %}. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", share * 100) + BEFORE_UNIT + "%";
    }

    /** A point in time to the second, in UTC. */
    public static String instant(Instant instant) {
        return INSTANT.format(instant);
    }
}
