package dev.shardproof.scenarios.wiring;

import dev.shardproof.scenarios.spec.ChecksSpec;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.scenarios.wiring.cluster.LiveShards;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.dataset.LoadedData;
import dev.shardproof.simulator.topology.ShardingStrategy;
import dev.shardproof.simulator.topology.Topology;
import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Effect;
import dev.shardproof.verifier.history.HistoryReader;
import dev.shardproof.verifier.history.consistency.HistoryChecks;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import dev.shardproof.verifier.history.consistency.criteria.HistoryRules;
import dev.shardproof.verifier.history.consistency.criteria.Ownership;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/** From a profile and what its clients saw to the checks that judge it. */
public final class HistoryJudgement {

    private HistoryJudgement() {}

    /**
     * The checks; none if the scenario does not want any, or if its profile has nothing that could be judged.
     *
     * @param history what the clients saw; complete
     * @param now who owns what after the load
     * @param switched when the second topology came into force for certain; empty if it never did
     * @param switchedBack when the first owners had everything again for certain; empty if they never did
     * @throws IOException if the places of the keys can not be read
     */
    public static List<Check> checks(
            Scenario scenario,
            Path history,
            LiveShards shards,
            LoadedData data,
            Topology now,
            Optional<Instant> switched,
            Optional<Instant> switchedBack,
            LongSupplier nanoTime)
            throws IOException {
        Optional<ChecksSpec.History> limits = scenario.checks().history();
        Set<HistoryCheck> checks = HistoryCheck.of(effects(scenario.workload()));
        if (limits.isEmpty() || checks.isEmpty()) {
            return List.of();
        }
        Optional<List<Ownership.Term>> terms =
                terms(scenario.cluster().topology(), scenario.reshard().topology(), now, switched, switchedBack);
        HistoryRules rules = HistoryRules.strict(checks)
                .withStale(limits.get().staleReads(), limits.get().staleFor());
        Optional<Ownership> ownership = terms.isEmpty()
                ? Optional.empty()
                : Optional.of(new Ownership(terms.get(), places(scenario, shards, data)));
        return new HistoryChecks(
                        new HistoryReader(history),
                        new ShardsFinalState(scenario, shards, data, now),
                        ownership,
                        rules,
                        nanoTime)
                .checks();
    }

    /** What the operations of a workload mean. */
    static Set<Effect> effects(WorkloadSpec workload) {
        Set<Effect> reads = switch (workload.profile()) {
            case REGISTER -> EnumSet.of(Effect.READ);
            case APPEND -> EnumSet.of(Effect.READ_LIST);
            default -> EnumSet.noneOf(Effect.class);
        };
        Set<Effect> writes = switch (workload.profile()) {
            case CHECKOUT, BANK, TIMELINE -> EnumSet.of(Effect.INSERT);
            case REGISTER -> EnumSet.of(Effect.WRITE, Effect.DELETE);
            case APPEND -> EnumSet.of(Effect.APPEND);
            case USER, SIMULATION -> EnumSet.noneOf(Effect.class);
        };
        double readShare = workload.readShare().orElse(0);
        Set<Effect> effects = EnumSet.noneOf(Effect.class);
        if (readShare > 0) {
            effects.addAll(reads);
        }
        if (readShare < 1) {
            effects.addAll(writes);
        }
        if (workload.profile() == WorkloadSpec.Profile.BANK || workload.profile() == WorkloadSpec.Profile.TIMELINE) {
            effects.add(Effect.SUM); // without audits the sums of the end are left
        }
        return effects;
    }

    /** Who owned what and when; empty if that is not known, as when nobody saw the switch or somebody went on resharding. */
    static Optional<List<Ownership.Term>> terms(
            Topology first, Topology second, Topology now, Optional<Instant> switched, Optional<Instant> switchedBack) {
        List<Ownership.Term> terms = new ArrayList<>();
        terms.add(new Ownership.Term(first.epoch(), 0, Translation.ownedRanges(first)));
        if (now.equals(first)) {
            return Optional.of(terms);
        }
        if (switched.isEmpty()) {
            return Optional.empty();
        }
        terms.add(term(second, switched.get()));
        if (now.equals(second)) {
            return Optional.of(terms);
        }
        boolean rolledBack = now.epoch() == second.epoch() + 1 && now.owners().equals(first.owners());
        if (!rolledBack || switchedBack.isEmpty()) {
            return Optional.empty();
        }
        terms.add(term(now, switchedBack.get()));
        return Optional.of(terms);
    }

    private static Ownership.Term term(Topology topology, Instant from) {
        return new Ownership.Term(
                topology.epoch(), ChronoUnit.MICROS.between(Instant.EPOCH, from), Translation.ownedRanges(topology));
    }

    /** A server says where a key belongs: the judge must not use the mover's hash. */
    private static Ownership.KeyPoint places(Scenario scenario, LiveShards shards, LoadedData data) throws IOException {
        if (scenario.cluster().topology().strategy() == ShardingStrategy.PLAIN) {
            return operation -> named(operation) ? OptionalLong.of(operation.key()) : OptionalLong.empty();
        }
        int keys = Workloads.keys(scenario, data);
        long[] points = new long[keys];
        ShardServer server = shards.first();
        try (Connection connection = server.connect();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT hashint8extended(k, 0) FROM generate_series(1::bigint, ?) k ORDER BY k")) {
            connection.setAutoCommit(false);
            statement.setFetchSize(10_000);
            statement.setLong(1, keys);
            try (ResultSet row = statement.executeQuery()) {
                for (int i = 0; row.next(); i++) {
                    points[i] = row.getLong(1);
                }
            }
        } catch (SQLException e) {
            throw new IOException(
                    "shard %s can not say where keys belong: %s".formatted(server.id(), e.getMessage()), e);
        }
        return operation -> named(operation) && operation.key() >= 1 && operation.key() <= points.length
                ? OptionalLong.of(points[(int) operation.key() - 1])
                : OptionalLong.empty();
    }

    /** Whether the key stands in the history, and not a pseudonym for it. */
    private static boolean named(ClientOperation operation) {
        return operation.evidence().effect() != Effect.NONE;
    }
}
