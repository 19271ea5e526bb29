package dev.shardproof.scenarios.spec.file;

import dev.shardproof.scenarios.spec.GuardsSpec;
import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.Quantities;
import dev.shardproof.scenarios.spec.yaml.RejectedValueException;
import dev.shardproof.scenarios.spec.yaml.Suggestion;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.verifier.guard.Condition;
import dev.shardproof.verifier.guard.Guard;
import dev.shardproof.verifier.guard.GuardAction;
import dev.shardproof.verifier.guard.GuardMetric;
import dev.shardproof.verifier.guard.MetricUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code guards}, and writes them. */
final class GuardsReader {

    private static final String DEFAULTS = "defaults";
    private static final String ANY_INCONSISTENCY = "any inconsistency";
    private static final String ETA_GROWING = "eta growing";
    private static final Pattern COMPARISON = Pattern.compile("(\\S+)\\s*([<>])\\s*(\\S+)");
    private static final Pattern WITH_WINDOW = Pattern.compile("(.*?)\\s+for\\s+(\\S+)");
    private static final String EXPECTED = "a condition such as errorRate > 1%, goodput < 90%, replicaLag > 10s,"
            + " retainedWal > 1GB, eta growing or any inconsistency";

    private static final List<String> METRICS = Arrays.stream(GuardMetric.values())
            .filter(metric -> metric != GuardMetric.ETA && metric != GuardMetric.INCONSISTENCY)
            .map(GuardMetric::key)
            .toList();

    private final Fields root;
    private final Map<GuardMetric, Guard> defaults = new LinkedHashMap<>();
    private final List<Guard> own = new ArrayList<>();
    private final ClusterSpec.Provider provider;
    private OptionalLong capacity = OptionalLong.empty();

    private GuardsReader(Fields root, ClusterSpec.Provider provider) {
        this.root = root;
        this.provider = provider;
    }

    /**
     * The guards; those that are not sound added a problem.
     *
     * @param provider who runs the servers, or embedded if that is not known because of other problems
     */
    static GuardsSpec read(Fields root, ClusterSpec.Provider provider) {
        return new GuardsReader(root, provider).read();
    }

    private GuardsSpec read() {
        int before = root.problems().count();
        Optional<YamlNode> node = root.node("guards");
        if (node.isPresent() && isDefaults(node.get())) {
            addDefaults();
        } else {
            root.items("guards", "guards such as {when: errorRate > 1%, for: 2m, then: rollback}, or 'defaults'")
                    .forEach(this::guard);
        }
        if (root.problems().count() > before) {
            return GuardsSpec.NONE;
        }
        // One's own guard of a metric takes the place of the default one.
        own.forEach(guard -> defaults.remove(guard.condition().metric()));
        List<Guard> all = new ArrayList<>(defaults.values());
        all.addAll(own);
        return new GuardsSpec(all, capacity);
    }

    private static boolean isDefaults(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar && scalar.text().equals(DEFAULTS);
    }

    private void addDefaults() {
        GuardsSpec.defaults(provider)
                .forEach(guard -> defaults.put(guard.condition().metric(), guard));
    }

    private void guard(YamlNode item) {
        if (isDefaults(item)) {
            addDefaults();
            return;
        }
        Fields.of(item, root.pathOf("guards"), ScenarioKeys.GUARD, root.problems())
                .ifPresent(this::guard);
    }

    private void guard(Fields fields) {
        Optional<Duration> window = fields.optional("for", Values.duration(Duration.ZERO, Condition.WINDOW_MAX));
        Optional<Condition> condition = fields.required("when", node -> condition(node, window));
        GuardAction action = fields.optional(
                "then", GuardAction.ALERT, Values.choice(List.of(GuardAction.values()), GuardAction::key));
        Optional<Long> given =
                fields.optional("capacity", Values.throughput(GuardsSpec.CAPACITY_MIN, GuardsSpec.CAPACITY_MAX));
        if (given.isPresent() && condition.isPresent()) {
            if (condition.get().metric() == GuardMetric.NETWORK) {
                capacity = OptionalLong.of(given.get());
            } else {
                fields.reject(fields.keyAt("capacity"), "capacity", "belongs to the metric network");
            }
        }
        condition.map(sound -> new Guard(sound, action)).ifPresent(guard -> {
            if (own.contains(guard)) {
                fields.reject(fields.at(), "when", "the guard '%s' stands here twice".formatted(guard));
            }
            own.add(guard);
        });
    }

    private static Condition condition(YamlNode node, Optional<Duration> window) {
        String text = Values.text(EXPECTED).read(node);
        Matcher split = WITH_WINDOW.matcher(text);
        String what = split.matches() ? split.group(1) : text;
        Optional<Duration> wanted = window;
        if (split.matches()) {
            wanted = Quantities.parseDuration(split.group(2));
            if (window.isPresent() || wanted.isEmpty()) {
                throw RejectedValueException.found(node, window.isPresent() ? "one window, in 'for'" : EXPECTED);
            }
        }
        try {
            return condition(node, what, wanted);
        } catch (IllegalArgumentException e) {
            throw new RejectedValueException(node.at(), e.getMessage());
        }
    }

    private static Condition condition(YamlNode node, String what, Optional<Duration> window) {
        if (what.equals(ANY_INCONSISTENCY)) {
            return new Condition(GuardMetric.INCONSISTENCY, Condition.Test.ABOVE, 0, window.orElse(Duration.ZERO));
        }
        if (what.equals(ETA_GROWING)) {
            return new Condition(GuardMetric.ETA, Condition.Test.GROWING, 0, window.orElse(GuardMetric.ETA.window()));
        }
        Matcher comparison = COMPARISON.matcher(what);
        if (!comparison.matches()) {
            throw RejectedValueException.found(node, EXPECTED);
        }
        String key = comparison.group(1);
        GuardMetric metric = GuardMetric.ofKey(key)
                .filter(known -> METRICS.contains(key))
                .orElseThrow(() -> RejectedValueException.found(
                        node,
                        "a condition on one of %s%s"
                                .formatted(String.join(", ", METRICS), Suggestion.phrase(key, METRICS))));
        String sign = metric.highIsBad() ? ">" : "<";
        if (!comparison.group(2).equals(sign)) {
            throw RejectedValueException.found(
                    node, "%s %s …, for %s of it is worse".formatted(key, sign, metric.highIsBad() ? "more" : "less"));
        }
        OptionalDouble threshold = threshold(metric.unit(), comparison.group(3));
        if (threshold.isEmpty()) {
            throw RejectedValueException.found(node, "%s %s %s".formatted(key, sign, example(metric.unit())));
        }
        return new Condition(
                metric,
                metric.highIsBad() ? Condition.Test.ABOVE : Condition.Test.BELOW,
                threshold.getAsDouble(),
                window.orElse(metric.window()));
    }

    private static OptionalDouble threshold(MetricUnit unit, String text) {
        Optional<Double> number = switch (unit) {
            case SHARE ->
                Quantities.parsePercent(text).filter(percent -> percent <= 100).map(percent -> percent / 100);
            case SECONDS -> Quantities.parseDuration(text).map(duration -> duration.toMillis() / 1e3);
            case BYTES -> Quantities.parseBytes(text).map(Long::doubleValue);
            case RATIO, COUNT -> decimal(text);
        };
        return number.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    private static Optional<Double> decimal(String text) {
        return text.matches("\\d{1,6}(\\.\\d{1,6})?") ? Optional.of(Double.valueOf(text)) : Optional.empty();
    }

    private static String example(MetricUnit unit) {
        return switch (unit) {
            case SHARE -> "a percentage up to 100% such as 1%";
            case SECONDS -> "a duration such as 200ms or 10s";
            case BYTES -> "a size such as 1GB";
            case RATIO, COUNT -> "a number such as 2.5";
        };
    }

    /** The guards as the reader reads them. */
    static List<Map<String, Object>> written(GuardsSpec spec) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Guard guard : spec.guards()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("when", written(guard.condition()));
            map.put("for", Quantities.formatDuration(guard.condition().window()));
            map.put("then", guard.action().key());
            if (guard.condition().metric() == GuardMetric.NETWORK
                    && spec.networkCapacity().isPresent()) {
                map.put(
                        "capacity",
                        Quantities.formatThroughput(spec.networkCapacity().getAsLong()));
            }
            list.add(map);
        }
        return list;
    }

    private static String written(Condition condition) {
        if (condition.metric() == GuardMetric.INCONSISTENCY) {
            return ANY_INCONSISTENCY;
        }
        if (condition.test() == Condition.Test.GROWING) {
            return ETA_GROWING;
        }
        double threshold = condition.threshold();
        String value = switch (condition.metric().unit()) {
            case SHARE -> Quantities.formatPercent(threshold * 100);
            case SECONDS -> Quantities.formatDuration(Duration.ofMillis(Math.round(threshold * 1e3)));
            case BYTES -> Quantities.formatBytes(Math.round(threshold));
            case RATIO, COUNT -> Quantities.plain(threshold);
        };
        return "%s %s %s".formatted(condition.metric().key(), condition.test().sign(), value);
    }
}
