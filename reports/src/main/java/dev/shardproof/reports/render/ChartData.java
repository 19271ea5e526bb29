package dev.shardproof.reports.render;

import dev.shardproof.reports.run.LatencyReport.Second;
import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.text.UntrustedText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import tools.jackson.databind.json.JsonMapper;

/** The data of the charts over time, as JSON that may stand inside a script element. Times are seconds of the run. */
final class ChartData {

    private static final double MICROS_PER_MILLI = 1_000;
    private static final double MILLIS_PER_SECOND = 1_000;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** A stretch of time with a name. */
    record Band(String name, double from, double to) {}

    private ChartData() {}

    static String json(RunReport report) {
        List<Second> series = report.timeSeries();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("seconds", numbers(series, Second::second));
        data.put("p50", latencies(series, Second::p50Micros));
        data.put("p99", latencies(series, Second::p99Micros));
        data.put("offered", numbers(series, Second::offered));
        data.put("completed", numbers(series, Second::completed));
        data.put("failed", numbers(series, Second::failed));
        data.put("phases", phases(report));
        data.put("faults", faults(report));
        return inScript(MAPPER.writeValueAsString(data));
    }

    private static List<Band> phases(RunReport report) {
        return report.migration().stream()
                .flatMap(migration -> migration.phases().stream())
                .map(phase -> band(report, phase.name(), phase.start(), phase.end()))
                .toList();
    }

    private static List<Band> faults(RunReport report) {
        List<Band> bands = new ArrayList<>();
        report.faults()
                .forEach(fault -> fault.start().ifPresent(start -> {
                    String name = fault.name() + " " + fault.target();
                    bands.add(band(report, name, start, fault.end()));
                }));
        return bands;
    }

    private static Band band(RunReport report, String name, Instant start, Optional<Instant> end) {
        return new Band(
                UntrustedText.oneLine(UntrustedText.shortened(name, 40)),
                offset(report, start),
                offset(report, end.orElse(report.end())));
    }

    private static double offset(RunReport report, Instant instant) {
        return Duration.between(report.start(), instant).toMillis() / MILLIS_PER_SECOND;
    }

    private static List<Long> numbers(List<Second> series, ToLongFunction<Second> figure) {
        return series.stream().map(figure::applyAsLong).toList();
    }

    /** In milliseconds; null where nothing completed, so that the line has a gap there. */
    private static List<Double> latencies(List<Second> series, ToLongFunction<Second> figure) {
        List<Double> values = new ArrayList<>();
        for (Second second : series) {
            long micros = figure.applyAsLong(second);
            values.add(second.completed() == 0 || micros == 0 ? null : micros / MICROS_PER_MILLI);
        }
        return values;
    }

    /** JSON in which nothing can end the script element or a line of script. */
    static String inScript(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }
}
