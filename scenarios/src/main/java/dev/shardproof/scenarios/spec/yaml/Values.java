package dev.shardproof.scenarios.spec.yaml;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The {@link ValueReader}s of single values; bounds are inclusive unless their name says otherwise. */
public final class Values {

    private static final Pattern DECIMAL_LONG = Pattern.compile("-?\\d{1,19}");

    private Values() {}

    /** Text; a word that YAML takes for a number or a truth value needs quotes. */
    public static ValueReader<String> text(String expected) {
        return parsed(expected, Optional::of);
    }

    /** Text that a function understands; the function returns empty for text that it does not. */
    public static <T> ValueReader<T> parsed(String expected, Function<String, Optional<T>> parser) {
        return node -> {
            if (!(node instanceof YamlNode.Scalar scalar) || scalar.kind() == YamlNode.Kind.EMPTY) {
                throw RejectedValueException.found(node, expected);
            }
            T value = parser.apply(scalar.text()).orElseThrow(() -> RejectedValueException.found(node, expected));
            if (scalar.kind() != YamlNode.Kind.TEXT) {
                throw RejectedValueException.found(node, expected + "; put it in quotes, it looks like another type");
            }
            return value;
        };
    }

    /** One of the words; a near miss gets a suggestion. */
    public static <T> ValueReader<T> choice(Collection<T> choices, Function<T, String> label) {
        List<String> labels = choices.stream().map(label).toList();
        String expected = labels.size() == 1 ? labels.get(0) : "one of " + String.join(", ", labels);
        return node -> {
            String suggestion = node instanceof YamlNode.Scalar scalar ? Suggestion.phrase(scalar.text(), labels) : "";
            return parsed(
                            expected + suggestion,
                            text -> choices.stream()
                                    .filter(choice -> label.apply(choice).equals(text))
                                    .findFirst())
                    .read(node);
        };
    }

    /** A whole number without quotes, in decimal. */
    public static ValueReader<Long> wholeNumber(long min, long max) {
        String expected = min == Long.MIN_VALUE && max == Long.MAX_VALUE
                ? "a whole number of 64 bits"
                : "a whole number from %d to %d".formatted(min, max);
        return node -> {
            if (node instanceof YamlNode.Scalar scalar
                    && scalar.kind() == YamlNode.Kind.INTEGER
                    && DECIMAL_LONG.matcher(scalar.text()).matches()) {
                return toLong(scalar.text())
                        .filter(number -> number >= min && number <= max)
                        .orElseThrow(() -> RejectedValueException.found(node, expected));
            }
            throw RejectedValueException.found(node, expected + " without quotes");
        };
    }

    /** A whole number without quotes, in decimal. */
    public static ValueReader<Integer> integer(int min, int max) {
        return node -> wholeNumber(min, max).read(node).intValue();
    }

    /** A number without quotes. */
    public static ValueReader<Double> decimal(double min, double max) {
        return decimal(
                "a number from %s to %s".formatted(Quantities.plain(min), Quantities.plain(max)),
                number -> number >= min && number <= max);
    }

    /** A number without quotes that is above {@code min} and below {@code max}. */
    public static ValueReader<Double> decimalBetweenExclusive(double min, double max) {
        return decimal(
                "a number above %s and below %s".formatted(Quantities.plain(min), Quantities.plain(max)),
                number -> number > min && number < max);
    }

    private static ValueReader<Double> decimal(String expected, DoublePredicate inBounds) {
        return node -> {
            if (node instanceof YamlNode.Scalar scalar
                    && (scalar.kind() == YamlNode.Kind.INTEGER || scalar.kind() == YamlNode.Kind.DECIMAL)) {
                return toDouble(scalar.text())
                        .filter(inBounds::test)
                        .orElseThrow(() -> RejectedValueException.found(node, expected));
            }
            throw RejectedValueException.found(node, expected + " without quotes");
        };
    }

    /** A duration such as {@code 200ms}. */
    public static ValueReader<Duration> duration(Duration min, Duration max) {
        return within(
                "a duration such as 200ms, 20s, 2m or 1h",
                Quantities::parseDuration,
                Quantities::formatDuration,
                min,
                max);
    }

    /** A size such as {@code 64KB}. */
    public static ValueReader<Long> bytes(long min, long max) {
        return within("a size such as 64KB, 1MB or 1MiB", Quantities::parseBytes, Quantities::formatBytes, min, max);
    }

    /** Bytes per second such as {@code 100MB/s}. */
    public static ValueReader<Long> throughput(long min, long max) {
        return within(
                "a throughput such as 100MB/s", Quantities::parseThroughput, Quantities::formatThroughput, min, max);
    }

    /** Events per second such as {@code 300/s}. */
    public static ValueReader<Integer> rate(int min, int max) {
        return within("a rate such as 300/s", Quantities::parseRate, Quantities::formatRate, min, max);
    }

    /** A percentage such as {@code 10%} or {@code +10%}; the value is the number before the sign. */
    public static ValueReader<Double> percent(double min, double max) {
        return within("a percentage such as 10%", Quantities::parsePercent, Quantities::formatPercent, min, max);
    }

    private static <T extends Comparable<T>> ValueReader<T> within(
            String kind, Function<String, Optional<T>> parser, Function<T, String> format, T min, T max) {
        String expected = "%s (from %s to %s)".formatted(kind, format.apply(min), format.apply(max));
        return parsed(
                expected,
                text -> parser.apply(text)
                        .filter(value -> value.compareTo(min) >= 0)
                        .filter(value -> value.compareTo(max) <= 0));
    }

    private static Optional<Long> toLong(String digits) {
        try {
            return Optional.of(Long.valueOf(digits));
        } catch (NumberFormatException e) {
            return Optional.empty(); // 19 digits can be more than 64 bits
        }
    }

    private static Optional<Double> toDouble(String text) {
        try {
            return Optional.of(Double.valueOf(text)).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty(); // YAML also knows 0x1F and .inf
        }
    }
}
