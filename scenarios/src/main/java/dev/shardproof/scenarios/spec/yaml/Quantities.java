package dev.shardproof.scenarios.spec.yaml;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers with units, read and written. What {@code format…} writes, {@code parse…} reads back to the same value.
 *
 * <p>Durations are whole numbers of ms, s, m or h. Sizes are whole numbers of B, KB, MB, GB (powers of 1000) or KiB,
 * MiB, GiB (powers of 1024).
 */
public final class Quantities {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,9})([KMG]i?B|B)");
    private static final Pattern RATE = Pattern.compile("(\\d{1,9})/s");
    private static final Pattern PERCENT = Pattern.compile("\\+?(\\d{1,9}(?:\\.\\d{1,6})?)%");

    private static final Map<String, Long> MILLIS = units("h", 3_600_000L, "m", 60_000L, "s", 1000L, "ms", 1L);
    private static final Map<String, Long> SIZES = units(
            "GiB",
            1L << 30,
            "GB",
            1_000_000_000L,
            "MiB",
            1L << 20,
            "MB",
            1_000_000L,
            "KiB",
            1L << 10,
            "KB",
            1000L,
            "B",
            1L);

    private Quantities() {}

    /** {@code 200ms}, {@code 20s}, {@code 2m} or {@code 1h}. */
    public static Optional<Duration> parseDuration(String text) {
        return scaled(DURATION.matcher(text), MILLIS).map(Duration::ofMillis);
    }

    /**
     * The duration in the largest unit that needs no fraction.
     *
     * @throws IllegalArgumentException if it is negative or not a whole number of milliseconds
     */
    public static String formatDuration(Duration duration) {
        if (duration.isNegative() || duration.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException("not a whole number of milliseconds: " + duration);
        }
        return duration.isZero() ? "0s" : inLargestUnit(duration.toMillis(), MILLIS);
    }

    /** {@code 64KB}, {@code 1MiB}, … */
    public static Optional<Long> parseBytes(String text) {
        return scaled(BYTES.matcher(text), SIZES);
    }

    /** The size in the largest unit, decimal or binary, that needs no fraction. */
    public static String formatBytes(long bytes) {
        return bytes == 0 ? "0B" : inLargestUnit(bytes, SIZES);
    }

    /** {@code 100MB/s}: bytes per second. */
    public static Optional<Long> parseThroughput(String text) {
        return text.endsWith("/s") ? parseBytes(text.substring(0, text.length() - 2)) : Optional.empty();
    }

    public static String formatThroughput(long bytesPerSecond) {
        return formatBytes(bytesPerSecond) + "/s";
    }

    /** {@code 300/s}: events per second. */
    public static Optional<Integer> parseRate(String text) {
        Matcher matcher = RATE.matcher(text);
        return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    public static String formatRate(int perSecond) {
        return perSecond + "/s";
    }

    /** {@code 10%}, {@code +10%} or {@code 2.5%}: the number before the sign. */
    public static Optional<Double> parsePercent(String text) {
        Matcher matcher = PERCENT.matcher(text);
        return matcher.matches() ? Optional.of(Double.valueOf(matcher.group(1))) : Optional.empty();
    }

    public static String formatPercent(double percent) {
        return plain(percent) + "%";
    }

    /** The shortest decimal that reads back to the number, without an exponent. */
    public static String plain(double number) {
        BigDecimal decimal = BigDecimal.valueOf(number).stripTrailingZeros();
        return decimal.toPlainString();
    }

    /** The number to write: a whole one must not look like a decimal, nor the other way round, or its type is written, too. */
    public static Number number(double value) {
        BigDecimal decimal = new BigDecimal(plain(value));
        return decimal.scale() <= 0 ? (Number) decimal.longValueExact() : decimal;
    }

    private static Optional<Long> scaled(Matcher matcher, Map<String, Long> units) {
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(matcher.group(1)) * units.get(matcher.group(2)));
    }

    private static String inLargestUnit(long amount, Map<String, Long> units) {
        return units.entrySet().stream()
                .filter(unit -> amount % unit.getValue() == 0)
                .map(unit -> amount / unit.getValue() + unit.getKey())
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Long> units(Object... namesAndFactors) {
        Map<String, Long> units = new LinkedHashMap<>();
        for (int i = 0; i < namesAndFactors.length; i += 2) {
            units.put((String) namesAndFactors[i], (Long) namesAndFactors[i + 1]);
        }
        return units;
    }
}
