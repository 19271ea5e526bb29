package dev.shardproof.reports.format;

import dev.shardproof.reports.text.Figures;
import dev.shardproof.verifier.check.Verdict;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/** The template's filters: how {@link Figures} and the parts of a report are written on the page. */
final class FigureFilters extends AbstractExtension {

    private static final long MICROS_PER_MILLI = 1_000;

    /** A named value; the template can not look into the JDK's own map entries. */
    public record Entry(String key, Object value) {}

    private record Formatter(Function<Object, Object> format) implements Filter {
        @Override
        public List<String> getArgumentNames() {
            return List.of();
        }

        @Override
        public Object apply(
                Object input, Map<String, Object> args, PebbleTemplate self, EvaluationContext context, int line) {
            return input == null ? null : format.apply(input);
        }
    }

    @Override
    public Map<String, Filter> getFilters() {
        Map<String, Filter> filters = new HashMap<>();
        add(filters, "count", value -> Figures.count(((Number) value).longValue()));
        add(filters, "micros", value -> Figures.micros(((Number) value).longValue()));
        add(filters, "millis", value -> Figures.micros(((Number) value).longValue() * MICROS_PER_MILLI));
        add(filters, "bytes", value -> Figures.bytes(((Number) value).longValue()));
        add(filters, "figure", value -> Figures.significant(((Number) value).doubleValue()));
        add(filters, "duration", value -> Figures.duration((Duration) value));
        add(filters, "instant", value -> Figures.instant((Instant) value));
        add(filters, "mark", value -> VerdictMark.of((Verdict) value));
        add(filters, "css", value -> ((Enum<?>) value).name().toLowerCase(Locale.ROOT));
        add(filters, "yesno", value -> (Boolean) value ? "yes" : "no");
        add(filters, "value", FigureFilters::valueOrNull);
        add(
                filters,
                "entries",
                value -> ((Map<?, ?>) value)
                        .entrySet().stream()
                                .map(entry -> new Entry(String.valueOf(entry.getKey()), entry.getValue()))
                                .toList());
        add(filters, "path", value -> path(value.toString()));
        return filters;
    }

    private static void add(Map<String, Filter> filters, String name, Function<Object, Object> format) {
        filters.put(name, new Formatter(format));
    }

    /** What an optional holds, or null, which templates can ask for. */
    private static Object valueOrNull(Object value) {
        if (value instanceof OptionalLong number) {
            return number.isPresent() ? number.getAsLong() : null;
        }
        if (value instanceof OptionalDouble number) {
            return number.isPresent() ? number.getAsDouble() : null;
        }
        return ((Optional<?>) value).orElse(null);
    }

    /** A relative address: each step encoded, so that no scheme and no other host can come of it. */
    private static String path(String file) {
        StringBuilder address = new StringBuilder(".");
        for (String step : file.split("/")) {
            address.append('/')
                    .append(URLEncoder.encode(step, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return address.toString();
    }
}
