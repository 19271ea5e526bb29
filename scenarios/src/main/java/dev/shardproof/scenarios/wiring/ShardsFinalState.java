package dev.shardproof.scenarios.wiring;

import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.cluster.DataSpec;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.scenarios.wiring.cluster.LiveShards;
import dev.shardproof.simulator.dataset.LoadedData;
import dev.shardproof.simulator.dataset.TableLayout;
import dev.shardproof.simulator.dataset.profile.ProfileDataset;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import dev.shardproof.verifier.history.consistency.criteria.FinalState;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * What the shards hold when the load has stopped: each key on the shard that owns it, as a client would read it, and
 * nothing that a shard holds besides. The servers compute the points of the keys. Rows are streamed.
 */
final class ShardsFinalState implements FinalState {

    private static final int FETCH_ROWS = 10_000;

    /** Stands for everything where a sum has a key. */
    private static final long ALL = 0;

    /**
     * What each pot holds, and what its entries add up to. In one statement, so in one snapshot: an operation that was given up
     * may still take effect. Whatever an account takes part in is on the shard that owns it, see {@link KeyPairs}.
     */
    private static final String BALANCES = """
            SELECT account_id, pot, (100 * balance)::bigint, coalesce((100 * moved)::bigint, 0)
            FROM (SELECT account_id, pot, balance FROM accounts WHERE %s) a
            LEFT JOIN (
              SELECT account_id, pot, sum(amount) AS moved FROM (
                SELECT account_id, pot, -amount AS amount FROM transfers WHERE %s
                UNION ALL
                SELECT other_account_id, other_pot, amount FROM transfers WHERE %s) entries
              GROUP BY account_id, pot) l USING (account_id, pot)""";

    private final WorkloadSpec.Profile profile;
    private final LiveShards shards;
    private final LoadedData data;
    private final Topology topology;
    private final ProfilePlan plan;

    /** @param topology who owns what in the end */
    ShardsFinalState(Scenario scenario, LiveShards shards, LoadedData data, Topology topology) {
        this.profile = scenario.workload().profile();
        this.shards = Objects.requireNonNull(shards, "shards is null");
        this.data = Objects.requireNonNull(data, "data is null");
        this.topology = Objects.requireNonNull(topology, "topology is null");
        this.plan = Workloads.plan(scenario);
    }

    @Override
    public Set<Kind> kinds() {
        return switch (profile) {
            case CHECKOUT -> Set.of(Kind.INSERTS);
            case BANK, TIMELINE -> Set.of(Kind.INSERTS, Kind.SUMS);
            case REGISTER -> Set.of(Kind.REGISTERS);
            case APPEND -> Set.of(Kind.LISTS);
            case USER, SIMULATION -> Set.of();
        };
    }

    @Override
    public void read(Visitor visitor) throws SQLException {
        switch (profile) {
            case CHECKOUT ->
                inserted(visitor, "orders", "(payload ->> 'number')::bigint", "payload ->> 'number' IS NOT NULL");
            case BANK -> {
                inserted(visitor, "transfers", "number", "true");
                balances(visitor);
            }
            case REGISTER ->
                each(
                        "registers",
                        "register_id, version, writer",
                        "true",
                        row -> visitor.register(row.getLong(1), row.getLong(2), row.getLong(3)));
            case APPEND -> each("lists", "list_id, items", "true", row -> visitor.list(row.getLong(1), numbers(row)));
            case TIMELINE -> {
                inserted(visitor, "events", "number", "number > 0");
                long[] count = new long[1];
                each("events", "count(*)", "number = 0", row -> count[0] += row.getLong(1));
                visitor.sum(ALL, plan.rows(), count[0]);
            }
            case USER, SIMULATION -> {
                // Nobody but the user knows what it means.
            }
        }
    }

    /** The four pots of each pair, all pots of all accounts, and each account by its entries. */
    private void balances(Visitor visitor) throws SQLException {
        long potCents = ProfileDataset.POT_CENTS;
        Map<Long, Long> cents = new HashMap<>();
        rows(
                shard -> BALANCES.formatted(
                        owned("accounts", shard), owned("transfers", shard), owned("transfers", shard)),
                row -> {
                    cents.merge(row.getLong(1), row.getLong(3), Long::sum);
                    visitor.balance(row.getLong(1), potCents + row.getLong(4), row.getLong(3));
                });
        List<Long> pairs = Workloads.pairs(plan).keys();
        for (int i = 0; i < pairs.size(); i += 2) {
            long found = cents.getOrDefault(pairs.get(i), 0L) + cents.getOrDefault(pairs.get(i + 1), 0L);
            visitor.sum(pairs.get(i), 2 * ProfileDataset.POTS * potCents, found);
        }
        long accounts = Workloads.dataset(DataSpec.Dataset.BANK, plan.rows(), 0).keys();
        visitor.sum(
                ALL,
                accounts * ProfileDataset.POTS * potCents,
                cents.values().stream().mapToLong(Long::longValue).sum());
    }

    private void inserted(Visitor visitor, String table, String number, String condition) throws SQLException {
        each(table, number, condition, row -> visitor.inserted(row.getLong(1)));
    }

    private interface Row {
        void take(ResultSet row) throws SQLException;
    }

    /** Every row of a table that is on its owner. */
    private void each(String table, String columns, String condition, Row reader) throws SQLException {
        rows(
                shard -> "SELECT %s FROM %s WHERE %s AND %s"
                        .formatted(columns, layout(table).qualifiedName(), condition, owned(table, shard)),
                reader);
    }

    /** The rows of one query on every shard, each with a snapshot of its own. */
    private void rows(Function<ShardId, String> query, Row reader) throws SQLException {
        for (ShardId shard : topology.shards()) {
            try (Connection connection = shards.server(shard).connect()) {
                connection.setReadOnly(true);
                connection.setAutoCommit(false); // or the driver would fetch everything at once
                try (Statement statement = connection.createStatement()) {
                    statement.setFetchSize(FETCH_ROWS);
                    try (ResultSet row = statement.executeQuery(query.apply(shard))) {
                        while (row.next()) {
                            reader.take(row);
                        }
                    }
                }
            }
        }
    }

    /** The condition that a shard owns a row of the table. */
    private String owned(String table, ShardId shard) {
        return layout(table).rangeCondition(topology.strategy(), topology.rangesOf(shard));
    }

    private TableLayout layout(String table) {
        return data.tables().stream()
                .filter(any -> any.table().equals(table))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the data set has no table " + table));
    }

    private static long[] numbers(ResultSet row) throws SQLException {
        Array array = row.getArray(2);
        Object[] elements = (Object[]) array.getArray();
        long[] numbers = new long[elements.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = ((Number) elements[i]).longValue();
        }
        return numbers;
    }
}
