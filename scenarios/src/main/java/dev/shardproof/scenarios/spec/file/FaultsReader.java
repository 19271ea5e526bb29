package dev.shardproof.scenarios.spec.file;

import dev.shardproof.scenarios.spec.Defaults;
import dev.shardproof.scenarios.spec.FaultSpec;
import dev.shardproof.scenarios.spec.FaultSpec.SlowShard;
import dev.shardproof.scenarios.spec.LoadPhase;
import dev.shardproof.scenarios.spec.PhasePoint;
import dev.shardproof.scenarios.spec.PhaseSpec;
import dev.shardproof.scenarios.spec.yaml.Excerpt;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.Quantities;
import dev.shardproof.scenarios.spec.yaml.Suggestion;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code faults}. */
final class FaultsReader {

    private static final List<String> KINDS = List.of(SlowShard.KIND);
    private static final Pattern POINT = Pattern.compile("(\\w+)(?: +(?:(\\d{1,2})%|\\+(\\w+)))?");
    private static final String POINT_SYNTAX = "a phase (%s), while copying with progress as in \"copying 40%%\","
            + " or with a delay as in \"baseline +5s\"";

    private final Fields root;
    private final Optional<Collection<ShardId>> shards;
    private final PhaseSpec phases;
    private final List<FaultSpec> faults = new ArrayList<>();

    /**
     * Reads the faults of a scenario.
     *
     * @param shards that can be disturbed; empty if they are not known because of other problems
     */
    FaultsReader(Fields root, Optional<Collection<ShardId>> shards, PhaseSpec phases) {
        this.root = root;
        this.shards = shards;
        this.phases = phases;
    }

    /** The faults that are sound; every other one added a problem. */
    List<FaultSpec> read() {
        if (root.node("faults").filter(FaultsReader::isEmptyList).isPresent()) {
            return List.of(); // what the writer leaves for a scenario without faults
        }
        for (YamlNode item :
                root.items("faults", "faults such as {slowShard: s0, latency: 200ms, at: copying, for: 20s}")) {
            if (item instanceof YamlNode.Mapping mapping && !namesAKind(mapping)) {
                continue;
            }
            Fields.of(item, root.pathOf("faults"), ScenarioKeys.SLOW_SHARD, root.problems())
                    .flatMap(this::slowShard)
                    .ifPresent(faults::add);
        }
        return faults;
    }

    private static boolean isEmptyList(YamlNode node) {
        return node instanceof YamlNode.Sequence list && list.items().isEmpty();
    }

    private boolean namesAKind(YamlNode.Mapping fault) {
        if (fault.entries().stream().anyMatch(entry -> KINDS.contains(entry.key()))) {
            return true;
        }
        Optional<YamlNode.Entry> kind = fault.entries().stream()
                .filter(entry -> !ScenarioKeys.SLOW_SHARD.contains(entry.key()))
                .findFirst();
        String found = kind.map(YamlNode.Entry::key)
                .map(key -> "unknown fault kind %s%s"
                        .formatted(
                                Excerpt.quoted(key),
                                Suggestion.phrase(key, KINDS).replaceFirst("^; ", ", ")))
                .orElse("the fault names no kind");
        root.reject(
                kind.map(YamlNode.Entry::keyAt).orElse(fault.at()),
                "faults",
                "%s; allowed kinds: %s (more come with later releases)".formatted(found, String.join(", ", KINDS)));
        return false;
    }

    private Optional<FaultSpec> slowShard(Fields fields) {
        int before = fields.problems().count();
        Optional<ShardId> shard = fields.required(SlowShard.KIND, RangesReader::shard);
        shard.ifPresent(name -> requireShard(fields, name));
        Optional<Duration> latency =
                fields.required("latency", Values.duration(SlowShard.LATENCY_MIN, SlowShard.LATENCY_MAX));
        Duration jitter =
                fields.optional("jitter", Defaults.JITTER, Values.duration(Duration.ZERO, SlowShard.LATENCY_MAX));
        if (latency.isPresent() && jitter.compareTo(latency.get()) > 0) {
            fields.reject(
                    fields.valueAt("jitter"),
                    "jitter",
                    "%s is more than the latency of %s, so that some answers would have to arrive early"
                            .formatted(Quantities.formatDuration(jitter), Quantities.formatDuration(latency.get())));
        }
        Optional<PhasePoint> at = fields.required("at", Values.parsed(pointSyntax(), FaultsReader::point));
        at.ifPresent(point -> requireReachable(fields, point));
        Optional<Duration> length = fields.required("for", Values.duration(Duration.ofMillis(1), FaultSpec.LENGTH_MAX));
        if (fields.problems().count() > before) {
            return Optional.empty();
        }
        SlowShard fault = new SlowShard(
                shard.orElseThrow(), latency.orElseThrow(), jitter, at.orElseThrow(), length.orElseThrow());
        requireAlone(fields, fault);
        return Optional.of(fault);
    }

    private void requireShard(Fields fields, ShardId shard) {
        if (shards.isPresent() && !shards.get().contains(shard)) {
            List<String> names = shards.get().stream().map(ShardId::name).toList();
            fields.reject(
                    fields.valueAt(SlowShard.KIND),
                    SlowShard.KIND,
                    "there is no shard '%s' before or after the reshard; allowed: %s"
                            .formatted(shard, String.join(", ", names)));
        }
    }

    private void requireReachable(Fields fields, PhasePoint point) {
        try {
            phases.requireReachable(point);
        } catch (IllegalArgumentException e) {
            fields.reject(fields.valueAt("at"), "at", e.getMessage());
        }
    }

    private void requireAlone(Fields fields, FaultSpec fault) {
        boolean taken = faults.stream()
                .anyMatch(other -> other.kind().equals(fault.kind())
                        && other.shard().equals(fault.shard())
                        && other.at().equals(fault.at()));
        if (taken) {
            fields.reject(
                    fields.valueAt("at"),
                    "at",
                    "another %s of shard '%s' begins at the same moment; join the two or move one"
                            .formatted(fault.kind(), fault.shard()));
        }
    }

    private static String pointSyntax() {
        return POINT_SYNTAX.formatted(
                Arrays.stream(LoadPhase.values()).map(LoadPhase::label).collect(Collectors.joining(", ")));
    }

    private static Optional<PhasePoint> point(String text) {
        Matcher matcher = POINT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Optional<LoadPhase> phase = Arrays.stream(LoadPhase.values())
                .filter(candidate -> candidate.label().equals(matcher.group(1)))
                .findFirst();
        int percent = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        Optional<Duration> delay =
                matcher.group(3) == null ? Optional.of(Duration.ZERO) : Quantities.parseDuration(matcher.group(3));
        if (matcher.group(2) != null && phase.filter(LoadPhase.COPYING::equals).isEmpty()) {
            return Optional.empty();
        }
        try {
            return phase.flatMap(named -> delay.map(time -> new PhasePoint(named, percent, time)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // 100 % and more, or more than an hour
        }
    }
}
