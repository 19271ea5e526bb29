package dev.shardproof.scenarios.spec.file;

import dev.shardproof.scenarios.spec.CheckName;
import dev.shardproof.scenarios.spec.ChecksSpec;
import dev.shardproof.scenarios.spec.ChecksSpec.LatencyBaseline;
import dev.shardproof.scenarios.spec.ChecksSpec.LatencyThreshold;
import dev.shardproof.scenarios.spec.ChecksSpec.Recovery;
import dev.shardproof.scenarios.spec.ChecksSpec.SampledChecksum;
import dev.shardproof.scenarios.spec.Defaults;
import dev.shardproof.scenarios.spec.Expectation;
import dev.shardproof.scenarios.spec.GuardsSpec;
import dev.shardproof.scenarios.spec.workload.ArrivalsSpec;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.RejectedValueException;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.verifier.guard.GuardAction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code checks} and {@code expect}. */
final class ChecksReader {

    private ChecksReader() {}

    /**
     * The checks; empty after a problem was added.
     *
     * @param folder of the scenario file; empty if it is not a file, so that it can name no others
     * @param workload decides whether there is a history to judge; empty if it is not known because of other problems
     */
    static Optional<ChecksSpec> checks(Fields root, Optional<Path> folder, Optional<WorkloadSpec> workload) {
        boolean history = workload.map(spec -> spec.profile().bringsHistory()).orElse(true);
        if (!root.has("checks")) {
            return Optional.of(history ? Defaults.CHECKS : Defaults.CHECKS.withoutHistory());
        }
        int before = root.problems().count();
        boolean any = !root.entries("checks", "at least one check, or no 'checks' for all of them")
                .isEmpty();
        Optional<Fields> fields = any ? root.optionalFields("checks", ScenarioKeys.CHECKS) : Optional.empty();
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        Set<CheckName> enabled = EnumSet.noneOf(CheckName.class);
        for (CheckName check : CheckName.values()) {
            if (fields.get().has(check.label())) {
                enabled.add(check);
            }
        }
        requireNoSettings(
                fields.get(), CheckName.ROW_COUNT, CheckName.FULL_CHECKSUM, CheckName.PLACEMENT, CheckName.SELF_TEST);
        Optional<SampledChecksum> sampled = fields.get()
                .optionalFields(CheckName.SAMPLED_CHECKSUM.label(), ScenarioKeys.SAMPLED_CHECKSUM)
                .map(ChecksReader::sampledChecksum);
        Optional<LatencyBaseline> latency = fields.get()
                .optionalFields(CheckName.LATENCY_BASELINE.label(), ScenarioKeys.LATENCY_BASELINE)
                .map(latencyFields -> LatencyChecksReader.baseline(latencyFields, folder));
        Optional<LatencyThreshold> threshold = fields.get()
                .optionalFields(CheckName.LATENCY_THRESHOLD.label(), ScenarioKeys.LATENCY_THRESHOLD)
                .flatMap(LatencyChecksReader::threshold);
        Optional<Recovery> recovery = fields.get()
                .optionalFields(CheckName.RECOVERY.label(), ScenarioKeys.RECOVERY)
                .map(ChecksReader::recovery);
        if (enabled.contains(CheckName.HISTORY) && !history) {
            fields.get()
                    .reject(
                            fields.get().keyAt(CheckName.HISTORY.label()),
                            CheckName.HISTORY.label(),
                            "needs a built-in profile; nobody but you knows what the statements of the profile user mean");
        }
        if (recovery.isPresent() && workload.map(ChecksReader::isClosed).orElse(false)) {
            fields.get()
                    .reject(
                            fields.get().keyAt(CheckName.RECOVERY.label()),
                            CheckName.RECOVERY.label(),
                            "needs a rate or a shape; in a closed model a service that is slow is asked less, so that its"
                                    + " goodput, the share of what was asked, need not fall");
        }
        Optional<ChecksSpec.History> limits = fields.get()
                .optionalFields(CheckName.HISTORY.label(), ScenarioKeys.HISTORY)
                .map(ChecksReader::history);
        return root.problems().count() == before
                ? Optional.of(new ChecksSpec(enabled, sampled, latency, threshold, recovery, limits))
                : Optional.empty();
    }

    private static boolean isClosed(WorkloadSpec workload) {
        return workload.arrivals() instanceof ArrivalsSpec.Closed;
    }

    private static void requireNoSettings(Fields fields, CheckName... checks) {
        for (CheckName check : checks) {
            fields.optional(check.label(), node -> {
                if (node instanceof YamlNode.Mapping mapping
                        && mapping.entries().isEmpty()) {
                    return mapping;
                }
                throw RejectedValueException.found(node, "{}, for this check has no settings");
            });
        }
    }

    private static SampledChecksum sampledChecksum(Fields fields) {
        return new SampledChecksum(
                fields.optional(
                        "confidence", Defaults.SAMPLED_CHECKSUM.confidence(), Values.decimalBetweenExclusive(0, 1)),
                fields.optional("detect", Defaults.SAMPLED_CHECKSUM.detect(), Values.decimalBetweenExclusive(0, 1)));
    }

    private static Recovery recovery(Fields fields) {
        return new Recovery(
                fields.optional(
                        "goodput",
                        Defaults.RECOVERY.goodputPercent(),
                        Values.percent(Recovery.GOODPUT_PERCENT_MIN, 100)),
                fields.optional(
                        "within",
                        Defaults.RECOVERY.within(),
                        Values.duration(Recovery.WITHIN_MIN, Recovery.WITHIN_MAX)));
    }

    private static ChecksSpec.History history(Fields fields) {
        return new ChecksSpec.History(
                fields.optional(
                        "staleReads",
                        Defaults.HISTORY.staleReads(),
                        Values.wholeNumber(0, ChecksSpec.History.STALE_READS_MAX)),
                fields.optional(
                        "staleFor",
                        Defaults.HISTORY.staleFor(),
                        Values.duration(Duration.ZERO, ChecksSpec.History.STALE_FOR_MAX)));
    }

    /**
     * The expectation; empty after a problem was added.
     *
     * @param checks the enabled checks; empty if they are not known because of other problems
     * @param guards those of the scenario
     */
    static Optional<Expectation> expect(Fields root, Optional<ChecksSpec> checks, GuardsSpec guards) {
        Optional<YamlNode> node = root.node("expect");
        if (node.isEmpty()) {
            return Optional.of(Defaults.EXPECT);
        }
        if (!(node.get() instanceof YamlNode.Mapping)) {
            return root.optional("expect", ChecksReader::verdict);
        }
        int before = root.problems().count();
        Optional<Fields> fields = root.optionalFields("expect", ScenarioKeys.EXPECT);
        if (fields.isPresent() && fields.get().has("fired")) {
            return fired(fields.get(), guards);
        }
        fields.ifPresent(keys -> keys.required("fail", list -> list));
        if (root.problems().count() > before) {
            return Optional.empty();
        }
        Set<CheckName> failing = EnumSet.noneOf(CheckName.class);
        failing.addAll(fields.orElseThrow().list("fail", "check names such as [fullChecksum]", item -> {
            CheckName check =
                    Values.choice(List.of(CheckName.values()), CheckName::label).read(item);
            if (checks.isPresent() && !checks.get().enabled().contains(check)) {
                throw new RejectedValueException(
                        item.at(), "the check '%s' is not among 'checks'; add it there".formatted(check.label()));
            }
            return check;
        }));
        return root.problems().count() == before ? Optional.of(Expectation.fail(failing)) : Optional.empty();
    }

    private static Optional<Expectation> fired(Fields fields, GuardsSpec guards) {
        if (fields.has("fail")) {
            fields.reject(
                    fields.keyAt("fail"), "fail", "a run that a guard ends is not judged; leave one of the two out");
            return Optional.empty();
        }
        return fields.required("fired", node -> {
            GuardAction action = Values.choice(List.of(GuardAction.ABORT, GuardAction.ROLLBACK), GuardAction::key)
                    .read(node);
            if (fields.problems().isEmpty() && !guards.has(action)) {
                throw new RejectedValueException(
                        node.at(), "no guard has 'then: %s'; add one to 'guards'".formatted(action.key()));
            }
            return Expectation.fired(action);
        });
    }

    private static Expectation verdict(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar) {
            switch (scalar.text()) {
                case "pass":
                    return Expectation.pass();
                case "inconclusive":
                    return Expectation.inconclusive();
                default: // rejected below
            }
        }
        throw RejectedValueException.found(node, "pass, inconclusive, {fail: [fullChecksum]} or {fired: abort}");
    }
}
