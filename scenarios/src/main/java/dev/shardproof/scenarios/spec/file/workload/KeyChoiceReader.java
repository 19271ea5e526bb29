package dev.shardproof.scenarios.spec.file.workload;

import dev.shardproof.scenarios.spec.workload.WorkloadDefaults;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.RejectedValueException;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code workload.keys}. */
final class KeyChoiceReader {

    private static final String EXAMPLES = "uniform, {zipf: 0.99} or {hotSet: {share: 90%, of: 1%, moveEvery: 30s}}";

    private KeyChoiceReader() {}

    /** The choice; empty after a problem was added. */
    static Optional<WorkloadSpec.KeyChoice> read(Fields workload) {
        Optional<YamlNode> node = workload.node("keys");
        if (node.isEmpty()) {
            return Optional.of(WorkloadDefaults.KEYS);
        }
        if (node.get() instanceof YamlNode.Mapping) {
            return workload.optionalFields("keys", WorkloadKeys.KEY_CHOICE).flatMap(choice -> skewed(workload, choice));
        }
        return workload.read(node.get(), workload.pathOf("keys"), value -> {
            if (value instanceof YamlNode.Scalar scalar && scalar.text().equals("uniform")) {
                return new WorkloadSpec.Uniform();
            }
            throw RejectedValueException.found(value, EXAMPLES);
        });
    }

    private static Optional<WorkloadSpec.KeyChoice> skewed(Fields workload, Fields choice) {
        if (choice.has("zipf") == choice.has("hotSet")) {
            workload.reject(workload.valueAt("keys"), "keys", "expected one of " + EXAMPLES);
            return Optional.empty();
        }
        return choice.has("zipf")
                ? choice.required("zipf", KeyChoiceReader::zipf)
                : choice.requiredFields("hotSet", WorkloadKeys.HOT_SET).flatMap(KeyChoiceReader::hotSet);
    }

    private static WorkloadSpec.KeyChoice zipf(YamlNode node) {
        double exponent = Values.decimal(0, WorkloadSpec.Zipf.EXPONENT_MAX).read(node);
        if (exponent == 0) {
            throw RejectedValueException.found(node, "an exponent above 0, or keys: uniform");
        }
        return new WorkloadSpec.Zipf(exponent);
    }

    private static Optional<WorkloadSpec.KeyChoice> hotSet(Fields fields) {
        Optional<Double> share = fields.required("share", ClientsReader::share);
        Optional<Double> of = fields.required("of", ClientsReader::share);
        Optional<Duration> moveEvery = fields.required(
                "moveEvery", Values.duration(WorkloadSpec.HotSet.MOVE_MIN, WorkloadSpec.HotSet.MOVE_MAX));
        return share.isPresent() && of.isPresent() && moveEvery.isPresent()
                ? Optional.of(new WorkloadSpec.HotSet(share.get(), of.get(), moveEvery.get()))
                : Optional.empty();
    }
}
