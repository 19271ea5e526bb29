package dev.shardproof.scenarios.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What stands in an answer of the endpoint, and what the dashboard asks for. */
public final class PrometheusText {

    static final Path DASHBOARD = Path.of("../grafana/shardproof-run.json");

    private static final Pattern NAME = Pattern.compile("shardproof_[a-z0-9_]+");

    private PrometheusText() {}

    /** The names of the samples. */
    public static Set<String> names(String metrics) {
        return metrics.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every name in every expression of the dashboard. */
    public static Set<String> dashboardNames() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String expression : dashboardExpressions()) {
            Matcher name = NAME.matcher(expression);
            while (name.find()) {
                names.add(name.group());
            }
        }
        return names;
    }

    static Set<String> dashboardExpressions() throws IOException {
        Set<String> expressions = new TreeSet<>();
        JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DASHBOARD));
        for (JsonNode panel : dashboard.get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                expressions.add(target.get("expr").asString());
            }
        }
        return expressions;
    }
}
