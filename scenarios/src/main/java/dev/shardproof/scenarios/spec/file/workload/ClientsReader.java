package dev.shardproof.scenarios.spec.file.workload;

import dev.shardproof.scenarios.spec.workload.ClientsSpec;
import dev.shardproof.scenarios.spec.workload.ClientsSpec.HeldTransactions;
import dev.shardproof.scenarios.spec.workload.WorkloadDefaults;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec.Profile;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** Reads the keys of {@code workload} that say who sends the requests. */
final class ClientsReader {

    private static final double PERCENT_MIN = 0.001;

    private ClientsReader() {}

    /** The clients; empty after a problem was added. */
    static Optional<ClientsSpec> read(Fields workload, Optional<Profile> profile) {
        int before = workload.problems().count();
        int sessions =
                workload.optional("sessions", WorkloadDefaults.SESSIONS, Values.integer(1, ClientsSpec.SESSIONS_MAX));
        long valueBytes = workload.optional(
                "valueSize",
                (long) WorkloadDefaults.valueBytes(profile.orElse(Profile.USER)),
                Values.bytes(0, ClientsSpec.VALUE_BYTES_MAX));
        Optional<HeldTransactions> held = workload.optionalFields("holdTransactions", WorkloadKeys.HOLD_TRANSACTIONS)
                .flatMap(ClientsReader::held);
        for (String key : new String[] {"sessions", "valueSize"}) {
            if (profile.equals(Optional.of(Profile.USER)) && workload.has(key)) {
                workload.reject(
                        workload.keyAt(key), key, "belongs to the built-in profiles; with user the statements decide");
            }
        }
        return workload.problems().count() == before
                ? Optional.of(new ClientsSpec(sessions, Math.toIntExact(valueBytes), held))
                : Optional.empty();
    }

    private static Optional<HeldTransactions> held(Fields fields) {
        Optional<Double> share = fields.required("share", ClientsReader::share);
        Optional<Duration> length =
                fields.required("for", Values.duration(HeldTransactions.LENGTH_MIN, HeldTransactions.LENGTH_MAX));
        return share.isPresent() && length.isPresent()
                ? Optional.of(new HeldTransactions(share.get(), length.get()))
                : Optional.empty();
    }

    /** A share above 0, given as a percentage. */
    static double share(YamlNode node) {
        double percent = Values.percent(PERCENT_MIN, 100).read(node);
        return BigDecimal.valueOf(percent).movePointLeft(2).doubleValue();
    }
}
