package dev.shardproof.scenarios.spec.file;

import dev.shardproof.scenarios.spec.Defaults;
import dev.shardproof.scenarios.spec.FaultRules;
import dev.shardproof.scenarios.spec.FaultSpec;
import dev.shardproof.scenarios.spec.PhasePoint;
import dev.shardproof.scenarios.spec.PhaseSpec;
import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.scenarios.spec.yaml.Excerpt;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.Suggestion;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultParameter;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads {@code faults}: which kinds there are, and what each needs, stands in {@link FaultKind}. */
final class FaultsReader {

    private static final String INSTANCES = "instances";

    private static final List<String> KINDS =
            Arrays.stream(FaultKind.values()).map(FaultKind::key).toList();

    private final Fields root;
    private final Optional<Collection<ShardId>> shards;
    private final PhaseSpec phases;
    private final OptionalInt instances;
    private final Optional<ClusterSpec.Provider> provider;
    private final List<FaultSpec> faults = new ArrayList<>();

    /**
     * Reads the faults of a scenario.
     *
     * @param instances of the application; empty if unknown because of other problems
     * @param shards that can be disturbed; empty if they are not known because of other problems
     * @param provider who runs the servers; likewise
     */
    FaultsReader(
            Fields root,
            Optional<Collection<ShardId>> shards,
            PhaseSpec phases,
            OptionalInt instances,
            Optional<ClusterSpec.Provider> provider) {
        this.root = root;
        this.shards = shards;
        this.phases = phases;
        this.instances = instances;
        this.provider = provider;
    }

    /** The faults that are sound; every other one added a problem. One that hits several shards is several faults. */
    List<FaultSpec> read() {
        if (root.node("faults").filter(FaultsReader::isEmptyList).isPresent()) {
            return List.of(); // what the writer leaves for a scenario without faults
        }
        for (YamlNode item :
                root.items("faults", "faults such as {slowShard: s0, latency: 200ms, at: copying, for: 20s}")) {
            if (!(item instanceof YamlNode.Mapping mapping)) {
                Fields.of(item, root.pathOf("faults"), KINDS, root.problems());
                continue;
            }
            kindOf(mapping)
                    .ifPresent(
                            kind -> Fields.of(item, root.pathOf("faults"), ScenarioKeys.ofFault(kind), root.problems())
                                    .ifPresent(fields -> fault(kind, fields)));
        }
        return faults;
    }

    private static boolean isEmptyList(YamlNode node) {
        return node instanceof YamlNode.Sequence list && list.items().isEmpty();
    }

    private Optional<FaultKind> kindOf(YamlNode.Mapping fault) {
        for (YamlNode.Entry entry : fault.entries()) {
            Optional<FaultKind> kind = FaultKind.ofKey(entry.key());
            // A parameter can be called like a kind: slowShard has a jitter.
            if (kind.isPresent() && !isParameter(entry.key(), fault)) {
                return kind;
            }
        }
        Optional<YamlNode.Entry> stranger = fault.entries().stream()
                .filter(entry -> !ScenarioKeys.anyFault().contains(entry.key()))
                .findFirst();
        String found = stranger.map(YamlNode.Entry::key)
                .map(key -> "unknown fault kind %s%s"
                        .formatted(
                                Excerpt.quoted(key),
                                Suggestion.phrase(key, KINDS).replaceFirst("^; ", ", ")))
                .orElse("the fault names no kind");
        root.reject(
                stranger.map(YamlNode.Entry::keyAt).orElse(fault.at()),
                "faults",
                "%s; allowed kinds: %s".formatted(found, String.join(", ", KINDS)));
        return Optional.empty();
    }

    private static boolean isParameter(String key, YamlNode.Mapping fault) {
        return fault.entries().stream()
                .map(entry -> FaultKind.ofKey(entry.key()))
                .flatMap(Optional::stream)
                .filter(kind -> !kind.key().equals(key))
                .anyMatch(kind -> kind.parameters().stream()
                        .anyMatch(parameter -> parameter.name().equals(key)));
    }

    private void fault(FaultKind kind, Fields fields) {
        int before = fields.problems().count();
        List<FaultTarget> targets = new FaultTargetReader(kind, fields, shards).read();
        Map<String, Object> values = new LinkedHashMap<>();
        for (FaultParameter parameter : kind.parameters()) {
            value(parameter, fields).ifPresent(value -> values.put(parameter.name(), value));
        }
        requireEnoughInstances(fields, values);
        Optional<PhasePoint> at = fields.required("at", PhasePointReader.READER);
        at.ifPresent(point -> requireReachable(fields, point));
        Optional<Duration> length = kind.momentary()
                ? Optional.of(fields.optional("for", Defaults.FAULT_WATCH, lengths()))
                : fields.required("for", lengths());
        if (fields.problems().count() > before) {
            return;
        }
        for (FaultTarget target : targets) {
            sound(kind, target, values, fields)
                    .map(fault -> new FaultSpec(fault, at.orElseThrow(), length.orElseThrow()))
                    .filter(fault -> isPossible(fields, fault))
                    .filter(fault -> isAlone(fields, fault))
                    .ifPresent(faults::add);
        }
    }

    private static dev.shardproof.scenarios.spec.yaml.ValueReader<Duration> lengths() {
        return Values.duration(FaultSpec.LENGTH_MIN, FaultSpec.LENGTH_MAX);
    }

    private static Optional<Fault> sound(
            FaultKind kind, FaultTarget target, Map<String, Object> values, Fields fields) {
        try {
            return Optional.of(new Fault(kind, target, values));
        } catch (IllegalArgumentException e) {
            fields.reject(fields.at(), kind.key(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<Object> value(FaultParameter parameter, Fields fields) {
        String key = parameter.name();
        if (parameter.standard().isPresent() && !fields.has(key)) {
            return parameter.standard();
        }
        long least = (long) parameter.least();
        long most = (long) parameter.most();
        return switch (parameter.type()) {
            case DURATION ->
                fields.required(key, Values.duration(Duration.ofMillis(least), Duration.ofMillis(most)))
                        .map(Object.class::cast);
            case COUNT -> fields.required(key, Values.wholeNumber(least, most)).map(Object.class::cast);
            case SHARE ->
                fields.required(key, Values.decimal(parameter.least(), parameter.most()))
                        .map(Object.class::cast);
            case BYTES_PER_SECOND ->
                fields.required(key, Values.throughput(least, most)).map(Object.class::cast);
            case CHOICE ->
                fields.required(key, Values.choice(parameter.choices(), choice -> choice))
                        .map(Object.class::cast);
            case SQL_STATE ->
                fields.required(
                                key,
                                Values.parsed(
                                        "five digits or capital letters of an error's SQLSTATE, such as 40001",
                                        text -> Optional.of(text)
                                                .filter(given -> given.matches(FaultParameter.SQL_STATE_PATTERN))))
                        .map(Object.class::cast);
            case TEXT ->
                fields.required(
                                key,
                                Values.parsed(
                                        "a text of %d to %d characters".formatted(least, most),
                                        text -> Optional.of(text)
                                                .filter(given -> given.length() >= least && given.length() <= most)))
                        .map(Object.class::cast);
        };
    }

    private void requireEnoughInstances(Fields fields, Map<String, Object> values) {
        if (values.get(INSTANCES) instanceof Long wanted && instances.isPresent() && wanted > instances.getAsInt()) {
            fields.reject(
                    fields.valueAt(INSTANCES),
                    INSTANCES,
                    "found %d, but the application has %d; see workload.instances"
                            .formatted(wanted, instances.getAsInt()));
        }
    }

    private void requireReachable(Fields fields, PhasePoint point) {
        try {
            phases.requireReachable(point);
        } catch (IllegalArgumentException e) {
            fields.reject(fields.valueAt("at"), "at", e.getMessage());
        }
    }

    private boolean isPossible(Fields fields, FaultSpec fault) {
        Optional<String> problem = FaultRules.problem(fault, provider);
        String kind = fault.fault().kind().key();
        problem.ifPresent(why -> fields.reject(fields.valueAt(kind), kind, why));
        return problem.isEmpty();
    }

    private boolean isAlone(Fields fields, FaultSpec fault) {
        boolean taken = faults.stream()
                .anyMatch(other -> other.fault().kind() == fault.fault().kind()
                        && other.fault().target().equals(fault.fault().target())
                        && other.at().equals(fault.at()));
        if (taken) {
            fields.reject(
                    fields.valueAt("at"),
                    "at",
                    "another %s of '%s' begins at the same moment; join the two or move one"
                            .formatted(fault.fault().kind().key(), fault.fault().target()));
        }
        return !taken;
    }
}
