package dev.shardproof.reports.render;

import dev.shardproof.reports.run.DataReport;
import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.run.TopologyReport;
import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.verifier.check.CheckResult;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The report as one self-contained page. It asks no server for anything: style, script, the chart library and the data
 * stand in the page, and its content security policy allows exactly those, by hash. Without JavaScript all tables and
 * the static charts are there; only the charts over time are missing.
 *
 * <p>Every value that the template prints goes through {@link UntrustedText#html}, which replaces Pebble's own escaping.
 */
final class HtmlReport {

    private static final String FOLDER = "dev/shardproof/reports/render/";

    /** The version is the one that the root POM pins; with another one every report fails, and so every test. */
    private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/";

    private static final PebbleEngine ENGINE = engine();

    /** A check with what it can not see. */
    public record JudgedCheck(CheckResult result, String blindSpot, long more) {}

    /** Rows of one shard before and after. */
    public record ShardRows(String shard, Long before, Long after) {}

    /** A topology with its drawing. */
    public record DrawnTopology(String title, TopologyReport topology, String drawing) {}

    private HtmlReport() {}

    static String render(RunReport report) {
        String style = resource(UPLOT + "dist/uPlot.min.css") + resource(FOLDER + "report.css");
        String library = "/*\n" + resource(UPLOT + "LICENSE") + "*/\n" + resource(UPLOT + "dist/uPlot.iife.min.js");
        String script = resource(FOLDER + "report.js");
        ShardColours colours = ShardColours.of(report);
        Map<String, Object> context = new HashMap<>();
        context.put("report", report);
        context.put("policy", policy(style, library, script));
        context.put("style", style);
        context.put("library", library);
        context.put("script", script);
        context.put("data", ChartData.json(report));
        context.put("hasSeries", !report.timeSeries().isEmpty());
        context.put("headline", Headline.of(report));
        context.put("expectation", Headline.expectation(report));
        context.put("checks", report.checks().stream().map(HtmlReport::judged).toList());
        context.put("latencyChart", SvgCharts.latencyByPhase(report.latency()));
        context.put("timeline", SvgCharts.timeline(report));
        context.put("topologies", topologies(report, colours));
        context.put("rows", report.data().map(HtmlReport::rows).orElse(List.of()));
        try {
            StringWriter out = new StringWriter();
            ENGINE.getTemplate("report").evaluate(out, context, Locale.ROOT);
            return out.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("report.html can not be rendered", e);
        }
    }

    private static PebbleEngine engine() {
        ClasspathLoader loader = new ClasspathLoader(HtmlReport.class.getClassLoader());
        loader.setPrefix(FOLDER);
        loader.setSuffix(".peb");
        loader.setCharset(StandardCharsets.UTF_8.name());
        return new PebbleEngine.Builder()
                .loader(loader)
                .strictVariables(true)
                .addEscapingStrategy("untrusted", UntrustedText::html)
                .defaultEscapingStrategy("untrusted")
                .extension(new FigureFilters())
                .build();
    }

    private static JudgedCheck judged(CheckResult result) {
        return new JudgedCheck(
                result,
                BlindSpots.of(result.check()).orElse(""),
                result.findingsTotal() - result.findings().size());
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

    private static String policy(String style, String... scripts) {
        StringBuilder hashes = new StringBuilder();
        for (String script : scripts) {
            hashes.append(" '").append(hash(script)).append('\'');
        }
        return "default-src 'none'; style-src '%s'; script-src%s; base-uri 'none'; form-action 'none'"
                .formatted(hash(style), hashes);
    }

    /** The hash source of the content between the tags, byte by byte as it stands in the page. */
    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static String resource(String path) {
        try (InputStream in = Optional.ofNullable(
                        HtmlReport.class.getClassLoader().getResourceAsStream(path))
                .orElseThrow(() -> new IllegalStateException("resource %s is missing".formatted(path)))) {
            // Browsers turn CR LF into LF before they hash.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("resource %s can not be read".formatted(path), e);
        }
    }
}
