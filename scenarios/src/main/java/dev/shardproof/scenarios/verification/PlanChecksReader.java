package dev.shardproof.scenarios.verification;

import dev.shardproof.scenarios.spec.file.cluster.RangesReader;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.RejectedValueException;
import dev.shardproof.scenarios.spec.yaml.ValueReader;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.scenarios.wiring.Translation;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.ShardingStrategy;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.plan.SampleSettings;
import dev.shardproof.verifier.plan.Topology;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.table.ImageForm;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads {@code topology} and {@code checks}, which depend on each other. Ask it for the parts after {@link #read}. */
final class PlanChecksReader {

    private static final String TOPOLOGY = "topology";
    private static final String PLACEMENT = CheckName.PLACEMENT.label();
    private static final String FULL = CheckName.FULL_CHECKSUM.label();
    private static final String SAMPLED = CheckName.SAMPLED_CHECKSUM.label();

    private final Fields root;
    private final List<String> targets;
    private final boolean shardKeys;

    private Optional<Topology> topology = Optional.empty();
    private final Set<CheckName> checks = EnumSet.noneOf(CheckName.class);
    private ImageForm compare = VerificationPlan.DEFAULT.compare();
    private SampleSettings sample = SampleSettings.DEFAULT;

    /**
     * @param root the file
     * @param targets the names of the targets
     * @param shardKeys whether some table has a shard key
     */
    PlanChecksReader(Fields root, List<String> targets, boolean shardKeys) {
        this.root = root;
        this.targets = targets;
        this.shardKeys = shardKeys;
    }

    Optional<Topology> topology() {
        return topology;
    }

    Set<CheckName> checks() {
        return checks;
    }

    ImageForm compare() {
        return compare;
    }

    SampleSettings sample() {
        return sample;
    }

    /** The checks of a plan that names none. */
    static Set<CheckName> standard(boolean withTopology) {
        Set<CheckName> standard = EnumSet.copyOf(CheckName.standard());
        if (withTopology) {
            standard.add(CheckName.PLACEMENT);
        }
        return standard;
    }

    /** Reads both parts; what is wrong becomes a problem. */
    void read() {
        readTopology();
        if (!root.has("checks")) {
            checks.addAll(standard(root.has(TOPOLOGY)));
            requireShardKeys();
            return;
        }
        boolean any = !root.entries("checks", "at least one check, or no 'checks' for the standard ones")
                .isEmpty();
        Optional<Fields> fields = any ? root.optionalFields("checks", PlanKeys.CHECKS) : Optional.empty();
        fields.ifPresent(this::readChecks);
    }

    private void readChecks(Fields fields) {
        for (CheckName check : CheckName.values()) {
            if (fields.has(check.label())) {
                checks.add(check);
                if (check != CheckName.FULL_CHECKSUM && check != CheckName.SAMPLED_CHECKSUM) {
                    fields.optional(check.label(), noSettings());
                }
            }
        }
        if (checks.contains(CheckName.PLACEMENT) && !root.has(TOPOLOGY)) {
            fields.reject(
                    fields.keyAt(PLACEMENT),
                    PLACEMENT,
                    "needs 'topology', which says which target owns which keys; add it, or remove this check");
        } else if (checks.contains(CheckName.PLACEMENT)) {
            requireShardKeys();
        }
        if (checks.contains(CheckName.SAMPLED_CHECKSUM) && root.has("live")) {
            fields.reject(
                    fields.keyAt(SAMPLED),
                    SAMPLED,
                    "can not judge tables that are written to meanwhile ('live'); remove it, the full checksum can");
        }
        Optional<ImageForm> full = fields.optionalFields(FULL, PlanKeys.FULL_CHECKSUM)
                .flatMap(settings -> settings.optional("compare", form()));
        Optional<Fields> sampled = fields.optionalFields(SAMPLED, PlanKeys.SAMPLED_CHECKSUM);
        sampled.ifPresent(settings -> sample = new SampleSettings(
                settings.optional(
                        "confidence", SampleSettings.DEFAULT.confidence(), Values.decimalBetweenExclusive(0, 1)),
                settings.optional("detect", SampleSettings.DEFAULT.detect(), Values.decimalBetweenExclusive(0, 1))));
        Optional<ImageForm> ofSample = sampled.flatMap(settings -> settings.optional("compare", form()));
        if (full.isPresent() && ofSample.isPresent() && full.get() != ofSample.get()) {
            sampled.get()
                    .reject(
                            sampled.get().valueAt("compare"),
                            "compare",
                            "differs from that of fullChecksum; a verification compares in one way");
        }
        compare = full.or(() -> ofSample).orElse(compare);
    }

    /** Without shard keys the placement would look at nothing, and that is no proof. */
    private void requireShardKeys() {
        if (checks.contains(CheckName.PLACEMENT) && root.has(TOPOLOGY) && !shardKeys) {
            root.reject(
                    root.keyAt(TOPOLOGY),
                    TOPOLOGY,
                    "no table has a shard key, so that no row's place can be checked; add tables.shardKeys, e.g."
                            + " {orders: customer_id}");
        }
    }

    private void readTopology() {
        Optional<Fields> found = root.optionalFields(TOPOLOGY, PlanKeys.TOPOLOGY);
        if (found.isEmpty()) {
            return;
        }
        Fields fields = found.get();
        KeySpace space = fields.optional(
                "keySpace",
                KeySpace.HASHED,
                Values.choice(List.of(KeySpace.values()), one -> one.name().toLowerCase(Locale.ROOT)));
        if (fields.required("ranges", node -> node).isEmpty() || targets.isEmpty()) {
            return;
        }
        ShardingStrategy strategy = space == KeySpace.HASHED ? ShardingStrategy.HASHED : ShardingStrategy.PLAIN;
        topology = RangesReader.topology(
                        fields, targets.stream().map(ShardId::new).toList(), 1, strategy)
                .map(read -> new Topology(space, Translation.ownedRanges(read)));
    }

    private static ValueReader<ImageForm> form() {
        return Values.choice(
                List.of(ImageForm.EXACT, ImageForm.EQUALITY),
                form -> form.name().toLowerCase(Locale.ROOT));
    }

    private static ValueReader<YamlNode> noSettings() {
        return node -> {
            if (node instanceof YamlNode.Mapping mapping && mapping.entries().isEmpty()) {
                return mapping;
            }
            throw RejectedValueException.found(node, "{}, for this check has no settings");
        };
    }
}
