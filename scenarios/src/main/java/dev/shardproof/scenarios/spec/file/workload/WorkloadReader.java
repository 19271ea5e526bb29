package dev.shardproof.scenarios.spec.file.workload;

import dev.shardproof.scenarios.spec.workload.ApplicationSpec;
import dev.shardproof.scenarios.spec.workload.ArrivalsSpec;
import dev.shardproof.scenarios.spec.workload.ClientsSpec;
import dev.shardproof.scenarios.spec.workload.WorkloadDefaults;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec.Profile;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.RejectedValueException;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads {@code workload}. */
public final class WorkloadReader {

    private WorkloadReader() {}

    /** The workload; empty after a problem was added. */
    public static Optional<WorkloadSpec> read(Fields fields, Optional<Path> folder) {
        int before = fields.problems().count();
        Optional<Profile> profile = fields.has("simulation")
                ? Optional.of(Profile.SIMULATION)
                : fields.required("profile", Values.choice(Profile.named(), Profile::label));
        Optional<ArrivalsSpec> arrivals = new ArrivalsReader(fields, folder).read();
        double readShare = fields.optional("readShare", WorkloadDefaults.READ_SHARE, Values.decimal(0, 1));
        Optional<WorkloadSpec.KeyChoice> keys = KeyChoiceReader.read(fields);
        int instances =
                fields.optional("instances", WorkloadDefaults.INSTANCES, Values.integer(1, WorkloadSpec.INSTANCES_MAX));
        int threads = arrivals.isPresent() && arrivals.get() instanceof ArrivalsSpec.Closed closed
                ? closed.users()
                : fields.optional("threads", WorkloadDefaults.THREADS, Values.integer(1, WorkloadSpec.THREADS_MAX));
        Duration timeout = fields.optional(
                "timeout",
                WorkloadDefaults.TIMEOUT,
                Values.duration(WorkloadSpec.TIMEOUT_MIN, WorkloadSpec.TIMEOUT_MAX));
        Optional<Integer> retries = fields.optional("retries", Values.integer(0, WorkloadSpec.RETRIES_MAX));
        Optional<ApplicationSpec> application = ApplicationReader.read(fields, instances, threads, timeout, retries);
        List<WorkloadSpec.Statement> statements = statements(fields);
        Optional<ClientsSpec> clients = ClientsReader.read(fields, profile);
        profile.ifPresent(chosen -> requireMatchingKeys(fields, chosen));
        if (fields.problems().count() > before) {
            return Optional.empty();
        }
        return Optional.of(new WorkloadSpec(
                profile.orElseThrow(),
                arrivals.orElseThrow(),
                profile.get().isOwn() ? OptionalDouble.empty() : OptionalDouble.of(readShare),
                keys.orElseThrow(),
                instances,
                threads,
                timeout,
                application.orElseThrow().retry().retries(),
                statements,
                application.orElseThrow(),
                clients.orElseThrow()));
    }

    private static void requireMatchingKeys(Fields fields, Profile profile) {
        if (profile == Profile.SIMULATION) {
            WorkloadKeys.WORKLOAD.stream()
                    .filter(key -> !key.equals("simulation") && fields.has(key))
                    .filter(key -> !ArrivalsReader.KEYS.contains(key)) // said already
                    .forEach(key -> fields.reject(
                            fields.keyAt(key), key, "has no effect on a simulation, which decides that itself"));
            return;
        }
        if (profile == Profile.USER && fields.has("readShare")) {
            fields.reject(
                    fields.keyAt("readShare"),
                    "readShare",
                    "belongs to the built-in profiles; with user the weights of the statements decide");
        }
        if (profile == Profile.USER && !fields.has("statements")) {
            fields.reject(
                    fields.valueAt("profile"),
                    "statements",
                    "missing; the profile user needs statements such as"
                            + " [{sql: \"SELECT * FROM orders WHERE customer_id = :key\"}]");
        }
        if (profile != Profile.USER && fields.has("statements")) {
            fields.reject(
                    fields.keyAt("statements"),
                    "statements",
                    "belongs to the profile user; %s brings its own statements".formatted(profile.label()));
        }
    }

    private static List<WorkloadSpec.Statement> statements(Fields fields) {
        List<WorkloadSpec.Statement> statements = new ArrayList<>();
        for (YamlNode item : fields.items("statements", "mappings with sql and weight")) {
            Fields.of(item, fields.pathOf("statements"), WorkloadKeys.STATEMENT, fields.problems())
                    .flatMap(WorkloadReader::statement)
                    .ifPresent(statements::add);
        }
        return statements;
    }

    private static Optional<WorkloadSpec.Statement> statement(Fields fields) {
        Optional<String> sql = fields.required("sql", node -> {
            String text = Values.text("an SQL statement").read(node);
            if (!WorkloadSpec.Statement.namesTheKey(text)) {
                throw RejectedValueException.found(
                        node, "a statement with the parameter :key, which becomes the shard key");
            }
            return text;
        });
        int weight = fields.optional(
                "weight", WorkloadDefaults.STATEMENT_WEIGHT, Values.integer(1, WorkloadSpec.Statement.WEIGHT_MAX));
        return sql.map(text -> new WorkloadSpec.Statement(text, weight));
    }
}
