package dev.shardproof.verifier.guard;

import java.util.Locale;

/** In which unit a metric's readings are, and how a person reads it. */
public enum MetricUnit {
    /** A share of one; 0.01 reads 1 %. */
    SHARE,
    /** Seconds. */
    SECONDS,
    /** Bytes. */
    BYTES,
    /** A quotient without a unit. */
    RATIO,
    /** A number of things. */
    COUNT;

    private static final double KILO = 1_000;

    /** The value with its unit, for people; {@code no end} for one that is infinite. */
    public String text(double value) {
        if (Double.isInfinite(value)) {
            return "no end";
        }
        return switch (this) {
            case SHARE -> number(value * 100) + "%";
            case SECONDS -> seconds(value);
            case BYTES -> bytes(value);
            case RATIO, COUNT -> number(value);
        };
    }

    private static String seconds(double value) {
        if (Math.abs(value) < 1) {
            return number(value * KILO) + "ms";
        }
        return value >= 120 && value % 60 == 0 ? number(value / 60) + "m" : number(value) + "s";
    }

    private static String bytes(double value) {
        String[] units = {"B", "KB", "MB", "GB", "TB"};
        double scaled = value;
        int unit = 0;
        while (Math.abs(scaled) >= KILO && unit < units.length - 1) {
            scaled /= KILO;
            unit++;
        }
        return number(scaled) + units[unit];
    }

    /** Three digits are enough for a person, and none that says nothing. */
    private static String number(double value) {
        String text = Math.abs(value) >= 100
                ? String.format(Locale.ROOT, "%.0f", value)
                : Math.abs(value) >= 1 || value == 0
                        ? String.format(Locale.ROOT, "%.2f", value)
                        : String.format(Locale.ROOT, "%.4f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}
