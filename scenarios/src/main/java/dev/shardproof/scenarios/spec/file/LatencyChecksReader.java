package dev.shardproof.scenarios.spec.file;

import dev.shardproof.scenarios.spec.ChecksSpec.LatencyBaseline;
import dev.shardproof.scenarios.spec.ChecksSpec.LatencyThreshold;
import dev.shardproof.scenarios.spec.Defaults;
import dev.shardproof.scenarios.spec.Percentile;
import dev.shardproof.scenarios.spec.yaml.Excerpt;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.RejectedValueException;
import dev.shardproof.scenarios.spec.yaml.ValueReader;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code checks.latencyBaseline} and {@code checks.latencyThreshold}. */
final class LatencyChecksReader {

    private LatencyChecksReader() {}

    static LatencyBaseline baseline(Fields fields, Optional<Path> folder) {
        Map<Percentile, Double> percentMax = percentiles(fields, Values.percent(0, LatencyBaseline.PERCENT_MAX));
        Duration ignoreBelow = fields.optional(
                "ignoreBelow", Defaults.IGNORE_BELOW, Values.duration(Duration.ZERO, LatencyBaseline.IGNORE_BELOW_MAX));
        return new LatencyBaseline(
                percentMax.isEmpty() ? Defaults.LATENCY_BASELINE.percentMax() : percentMax,
                ignoreBelow,
                fields.optional("looks", Defaults.LOOKS, Values.integer(1, LatencyBaseline.LOOKS_MAX)),
                fields.optional("file", node -> file(node, folder, ".json", ".csv")),
                fields.optional("calibration", node -> file(node, folder, ".json")));
    }

    /** The thresholds; empty after a problem was added. */
    static Optional<LatencyThreshold> threshold(Fields fields) {
        int before = fields.problems().count();
        Map<Percentile, Duration> max =
                percentiles(fields, Values.duration(Duration.ofMillis(1), LatencyThreshold.MAX));
        Set<LatencyThreshold.Per> per = EnumSet.noneOf(LatencyThreshold.Per.class);
        per.addAll(fields.list(
                "per",
                "shard and operation, such as [shard]",
                Values.choice(List.of(LatencyThreshold.Per.values()), LatencyThreshold.Per::label)));
        if (max.isEmpty() && fields.problems().count() == before) {
            fields.problems()
                    .add(fields.at(), fields.pathOf("p99") + ": missing; give at least one limit such as {p99: 50ms}");
        }
        return fields.problems().count() == before ? Optional.of(new LatencyThreshold(max, per)) : Optional.empty();
    }

    private static <T> Map<Percentile, T> percentiles(Fields fields, ValueReader<T> reader) {
        Map<Percentile, T> values = new EnumMap<>(Percentile.class);
        for (Percentile percentile : Percentile.values()) {
            fields.optional(percentile.label(), reader).ifPresent(value -> values.put(percentile, value));
        }
        return values;
    }

    private static Path file(YamlNode node, Optional<Path> folder, String... endings) {
        String expected = "the name of a file that ends in " + String.join(" or ", endings);
        String name = Values.text(expected).read(node);
        if (List.of(endings).stream().noneMatch(name.toLowerCase(Locale.ROOT)::endsWith)) {
            throw RejectedValueException.found(node, expected);
        }
        Path base = folder.orElseThrow(() -> new RejectedValueException(
                node.at(), "a scenario of the catalogue can not name files; copy it to a folder of your own"));
        try {
            Path file = base.resolve(name).normalize();
            if (Files.isRegularFile(file) && Files.isReadable(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            throw RejectedValueException.found(node, expected);
        }
        throw new RejectedValueException(
                node.at(),
                "there is no file %s that can be read in the scenario's folder %s"
                        .formatted(Excerpt.quoted(name), base));
    }
}
