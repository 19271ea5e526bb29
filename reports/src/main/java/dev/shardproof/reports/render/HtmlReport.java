package dev.shardproof.reports.render;

import dev.shardproof.reports.format.HtmlPage;
import dev.shardproof.reports.format.JudgedCheck;
import dev.shardproof.reports.run.DataReport;
import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.run.TopologyReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The report as one self-contained {@link HtmlPage}: style, script, the chart library and the data stand in it. Without
 * JavaScript all tables and the static charts are there; only the charts over time are missing.
 */
final class HtmlReport {

    private static final String SCRIPT = "dev/shardproof/reports/render/report.js";

    /** The version is the one that the root POM pins; with another one every report fails, and so every test. */
    private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/";

    /** Rows of one shard before and after. */
    public record ShardRows(String shard, Long before, Long after) {}

    /** A topology with its drawing. */
    public record DrawnTopology(String title, TopologyReport topology, String drawing) {}

    private HtmlReport() {}

    static String render(RunReport report) {
        String style = HtmlPage.resource(UPLOT + "dist/uPlot.min.css") + HtmlPage.style();
        String library = "/*\n" + HtmlPage.resource(UPLOT + "LICENSE") + "*/\n"
                + HtmlPage.resource(UPLOT + "dist/uPlot.iife.min.js");
        String script = HtmlPage.resource(SCRIPT);
        ShardColours colours = ShardColours.of(report);
        Map<String, Object> context = new HashMap<>();
        context.put("report", report);
        context.put("library", library);
        context.put("script", script);
        context.put("data", ChartData.json(report));
        context.put("hasSeries", !report.timeSeries().isEmpty());
        context.put("headline", Headline.of(report));
        context.put("expectation", Headline.expectation(report));
        context.put("checks", JudgedCheck.of(report.checks(), check -> ""));
        context.put("coverage", FaultCoverage.of(report));
        context.put("latencyChart", SvgCharts.latencyByPhase(report.latency()));
        context.put("timeline", SvgCharts.timeline(report));
        context.put("topologies", topologies(report, colours));
        context.put("rows", report.data().map(HtmlReport::rows).orElse(List.of()));
        return HtmlPage.render("render/report", style, List.of(library, script), context);
    }

    private static List<ShardRows> rows(DataReport data) {
        Set<String> shards = new LinkedHashSet<>(data.rowsBefore().keySet());
        shards.addAll(data.rowsAfter().keySet());
        List<ShardRows> rows = new ArrayList<>();
        for (String shard : shards) {
            rows.add(new ShardRows(
                    shard, data.rowsBefore().get(shard), data.rowsAfter().get(shard)));
        }
        return rows;
    }

    private static List<DrawnTopology> topologies(RunReport report, ShardColours colours) {
        List<DrawnTopology> drawn = new ArrayList<>();
        report.topologyBefore()
                .ifPresent(topology ->
                        drawn.add(new DrawnTopology("Before", topology, SvgCharts.keySpace(topology, colours))));
        report.topologyAfter()
                .ifPresent(topology ->
                        drawn.add(new DrawnTopology("After", topology, SvgCharts.keySpace(topology, colours))));
        return drawn;
    }
}
