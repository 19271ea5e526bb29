package dev.shardproof.simulator.migration.postgres;

import dev.shardproof.simulator.migration.port.MigrationClock;
import dev.shardproof.simulator.migration.port.ShardPort;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.ShardingStrategy;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** One shard on a PostgreSQL server, as the migrator prepares it, fences it and cleans it up. */
final class PostgresShard implements ShardPort {

    /** How many pages one transaction of the clean-up looks at. */
    private static final long PAGES_A_BATCH = 2048;

    private final ShardSession session;
    private final List<MovingTable> sharded;
    private final ShardingStrategy strategy;
    private final WriteFence fence;
    private final Function<ShardId, ShardSession> sessions;
    private final ReplicaIdentities identities;
    private final List<MovingTable> tables;

    PostgresShard(
            ShardId shard,
            Function<ShardId, ShardSession> sessions,
            List<MovingTable> tables,
            ShardingStrategy strategy,
            MigrationClock clock) {
        this.session = sessions.apply(shard);
        this.sessions = sessions;
        this.tables = List.copyOf(tables);
        this.identities = new ReplicaIdentities(session);
        this.sharded =
                tables.stream().filter(table -> table.shardKey().isPresent()).toList();
        this.strategy = strategy;
        this.fence = new WriteFence(session, sharded, strategy, clock);
    }

    @Override
    public void prepare() {
        session.execute(
                "creating the marker table",
                List.of(
                        "CREATE SCHEMA IF NOT EXISTS shardproof",
                        "CREATE TABLE IF NOT EXISTS shardproof.marker (stream text, id bigint,"
                                + " PRIMARY KEY (stream, id))",
                        WriteFence.FUNCTION));
        identities.widen(tables);
    }

    @Override
    public void raiseFence(List<KeyRange> ranges, Duration timeout) throws InterruptedException {
        fence.raise(ranges, timeout);
    }

    @Override
    public void lowerFence() {
        fence.lower();
    }

    @Override
    public void advanceSequences(List<ShardId> others) {
        String list = "SELECT schemaname, sequencename, last_value FROM pg_sequences"
                + " WHERE schemaname <> 'shardproof' AND last_value IS NOT NULL AND increment_by > 0";
        for (ShardId other : others) {
            for (List<String> sequence : sessions.apply(other).rows("reading the sequences", list)) {
                String name = Sql.identifier(sequence.get(0)) + "." + Sql.identifier(sequence.get(1));
                session.rows(
                        "advancing the sequence " + name,
                        "SELECT setval(?::regclass, greatest(?::bigint, (SELECT coalesce(max(last_value), 1)"
                                + " FROM pg_sequences WHERE schemaname = ? AND sequencename = ?)))",
                        name,
                        sequence.get(2),
                        sequence.get(0),
                        sequence.get(1));
            }
        }
    }

    @Override
    public long deleteRows(List<KeyRange> ranges) {
        long removed = 0;
        for (MovingTable table : sharded) {
            for (String relation : Relations.leaves(session, table)) {
                removed += delete(relation, Sql.within(table, strategy, ranges, ""));
            }
        }
        return removed;
    }

    /** Page by page, so that no transaction is long; the rows' own triggers and foreign keys do not see it. */
    private long delete(String relation, String condition) {
        long pages = Relations.pages(session, relation);
        return session.call("removing moved rows from " + relation, connection -> {
            long removed = 0;
            try (var statement = connection.createStatement()) {
                statement.execute("SET session_replication_role = replica");
                for (long page = 0; page < pages; page += PAGES_A_BATCH) {
                    removed += statement.executeLargeUpdate(
                            "DELETE FROM ONLY %s WHERE ctid >= '(%d,0)'::tid AND ctid < '(%d,0)'::tid AND %s"
                                    .formatted(relation, page, page + PAGES_A_BATCH, condition));
                }
                statement.execute("RESET session_replication_role");
            }
            return removed;
        });
    }

    @Override
    public void restore() {
        identities.restore();
        session.execute("dropping the marker table", List.of("DROP TABLE IF EXISTS shardproof.marker"));
    }

    @Override
    public String toString() {
        return session.shard().name();
    }
}
