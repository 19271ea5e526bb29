package dev.shardproof.reports.render;

import dev.shardproof.reports.run.LatencyReport;
import dev.shardproof.reports.run.LatencyReport.PhaseLatency;
import dev.shardproof.reports.run.MigrationReport;
import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.run.TopologyReport;
import dev.shardproof.reports.run.TopologyReport.OwnedRange;
import dev.shardproof.reports.text.Figures;
import dev.shardproof.reports.text.UntrustedText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The drawings that need no script, as inline SVG. Colours come from the style sheet by class, so that they follow
 * light, dark and print; attributes hold numbers and class names only, text is escaped.
 */
final class SvgCharts {

    private static final int WIDTH = 960;
    private static final BigInteger LOWEST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger ABOVE_HIGHEST = BigInteger.ONE.shiftLeft(63);

    private SvgCharts() {}

    /**
     * p50 and p99 of each phase as bars. The scale is logarithmic and starts at a power of ten below the smallest
     * value, for the p99 of a disturbed phase can be a thousand times the p50 of a calm one.
     */
    static String latencyByPhase(LatencyReport latency) {
        List<PhaseLatency> phases =
                latency.overall().stream().filter(phase -> phase.count() > 0).toList();
        if (phases.isEmpty()) {
            return "";
        }
        int left = 150;
        int right = 90;
        int rowHeight = 46;
        int height = phases.size() * rowHeight + 34;
        long smallest = phases.stream().mapToLong(PhaseLatency::p50Micros).min().orElse(1);
        long largest = phases.stream().mapToLong(PhaseLatency::p99Micros).max().orElse(1);
        double low = Math.floor(Math.log10(Math.max(1, smallest * 0.9)));
        double high = Math.max(low + 1, Math.log10(Math.max(1, largest)));
        double unit = (WIDTH - left - right) / (high - low);
        StringBuilder svg = open(height, "Latency by phase: p50 and p99");
        for (double decade = low; decade <= high; decade++) {
            double x = left + (decade - low) * unit;
            svg.append(line("grid", x, 4, x, height - 24));
            svg.append(text("tick", x, height - 8, "middle", Figures.micros(Math.round(Math.pow(10, decade)))));
        }
        int y = 8;
        for (PhaseLatency phase : phases) {
            svg.append(text("label", left - 12, y + 22, "end", UntrustedText.shortened(phase.phase(), 20)));
            double p50 = (Math.log10(Math.max(1, phase.p50Micros())) - low) * unit;
            double p99 = (Math.log10(Math.max(1, phase.p99Micros())) - low) * unit;
            svg.append(rect("bar p50", left, y, p50, 14));
            svg.append(rect("bar p99", left, y + 18, p99, 14));
            svg.append(text("value", left + p50 + 6, y + 11, "start", "p50 " + Figures.micros(phase.p50Micros())));
            svg.append(text("value", left + p99 + 6, y + 29, "start", "p99 " + Figures.micros(phase.p99Micros())));
            y += rowHeight;
        }
        return svg.append("</svg>").toString();
    }

    /** The phases of the migration along the run, with the faults under them. */
    static String timeline(RunReport report) {
        List<MigrationReport.Phase> phases =
                report.migration().map(MigrationReport::phases).orElse(List.of());
        double total = report.took().toMillis();
        if (phases.isEmpty() || total <= 0) {
            return "";
        }
        int left = 150;
        double unit = (WIDTH - left - 100) / total;
        int rowHeight = 24;
        long placed = report.faults().stream()
                .filter(fault -> fault.start().isPresent())
                .count();
        int height = (int) (phases.size() + placed) * rowHeight + 26;
        StringBuilder svg = open(height, "Phases and faults along the run");
        int y = 6;
        for (MigrationReport.Phase phase : phases) {
            stretch(svg, report, "phase", phase.name(), phase.start(), phase.end(), y, unit);
            y += rowHeight;
        }
        for (var fault : report.faults()) {
            if (fault.start().isPresent()) {
                String name = fault.name() + " " + fault.target();
                stretch(svg, report, "fault", name, fault.start().get(), fault.end(), y, unit);
                y += rowHeight;
            }
        }
        svg.append(line("axis", left, height - 20, WIDTH - 100, height - 20));
        svg.append(text("tick", left, height - 5, "start", "0"));
        svg.append(text("tick", WIDTH - 100, height - 5, "end", Figures.duration(report.took())));
        return svg.append("</svg>").toString();
    }

    private static void stretch(
            StringBuilder svg,
            RunReport report,
            String style,
            String name,
            Instant start,
            Optional<Instant> end,
            int y,
            double unit) {
        Duration took = Duration.between(start, end.orElse(report.end()));
        double x = 150 + Duration.between(report.start(), start).toMillis() * unit;
        double width = Math.max(2, took.toMillis() * unit);
        svg.append(text("label", 138, y + 13, "end", UntrustedText.shortened(name, 20)));
        svg.append(rect("bar " + style, x, y, width, 16));
        svg.append(text("value", x + width + 6, y + 13, "start", Figures.duration(took) + (end.isEmpty() ? " …" : "")));
    }

    /** The share of the key space that each range takes; empty for strategies other than hashed. */
    static String keySpace(TopologyReport topology, ShardColours colours) {
        if (!topology.strategy().equals("hashed")) {
            return ""; // the shares of plain keys say nothing about the shares of rows
        }
        StringBuilder svg = open(44, "Shares of the key space");
        for (OwnedRange range : topology.ranges()) {
            double from = share(range.start().map(BigInteger::new).orElse(LOWEST));
            double to = share(range.end().map(BigInteger::new).orElse(ABOVE_HIGHEST));
            svg.append(rect("bar " + colours.of(range.shard()), from * WIDTH + 1, 2, (to - from) * WIDTH - 2, 40));
            if (to - from > 0.04) {
                String label = UntrustedText.shortened(range.shard(), 12)
                        + (to - from > 0.12 ? "  " + Figures.percent(to - from) : "");
                svg.append(text("onbar", (from + to) / 2 * WIDTH, 27, "middle", label));
            }
        }
        return svg.append("</svg>").toString();
    }

    private static double share(BigInteger point) {
        return new BigDecimal(point.subtract(LOWEST))
                .divide(new BigDecimal(BigInteger.ONE.shiftLeft(64)), MathContext.DECIMAL64)
                .doubleValue();
    }

    private static StringBuilder open(int height, String title) {
        return new StringBuilder("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
                .formatted(WIDTH, height, UntrustedText.html(title)));
    }

    private static String rect(String style, double x, double y, double width, double height) {
        return String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                style,
                x,
                y,
                Math.max(1, width),
                height);
    }

    private static String line(String style, double x1, double y1, double x2, double y2) {
        return String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                style,
                x1,
                y1,
                x2,
                y2);
    }

    private static String text(String style, double x, double y, String anchor, String text) {
        return String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                style,
                x,
                y,
                anchor,
                UntrustedText.html(text));
    }
}
