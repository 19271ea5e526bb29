package dev.shardproof.simulator.migration.postgres;

import dev.shardproof.simulator.migration.port.MigrationClock;
import dev.shardproof.simulator.migration.port.MigrationException;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.ShardingStrategy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Refuses writes to key ranges on one shard, on the server itself, whoever writes and by whichever SQL.
 *
 * <p>The fence rises in one transaction that first locks all tables in SHARE ROW EXCLUSIVE mode. That mode conflicts
 * with every writer, so getting it means that each transaction that has written has ended: an open transaction can not
 * slip its commit past the fence. Then triggers go up that raise SQLSTATE SP001, and the lock goes with the commit.
 * The apply workers of replication do not fire them (session_replication_role), so the way back passes the fence.
 *
 * <p>A lock that waits makes others wait behind it, so each attempt is short and is repeated until the timeout.
 */
final class WriteFence {

    /** What the triggers call. */
    static final String FUNCTION = """
            CREATE OR REPLACE FUNCTION shardproof.refuse_write() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              RAISE EXCEPTION 'this key range is moving to another shard, or has moved'
                USING ERRCODE = 'SP001', HINT = 'Ask the routing authority for the owner and try again there.';
            END $$""";

    private static final Duration LOCK_ATTEMPT = Duration.ofMillis(300);
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";

    private final ShardSession session;
    private final List<MovingTable> tables;
    private final ShardingStrategy strategy;
    private final MigrationClock clock;

    WriteFence(ShardSession session, List<MovingTable> tables, ShardingStrategy strategy, MigrationClock clock) {
        this.session = session;
        this.tables = tables;
        this.strategy = strategy;
        this.clock = clock;
    }

    void raise(List<KeyRange> ranges, Duration timeout) throws InterruptedException {
        long deadline = clock.nanoTime() + timeout.toNanos();
        List<String> statements = statements(ranges);
        while (!session.call("raising the write fence", connection -> tryAll(connection, statements))) {
            if (clock.nanoTime() > deadline) {
                throw new MigrationException(
                        ("the write fence on shard %s could not be raised within %d ms: transactions that have written"
                                        + " stayed open; end them, or allow a longer fenceTimeout")
                                .formatted(session.shard(), timeout.toMillis()));
            }
            clock.sleep(LOCK_ATTEMPT.dividedBy(3)); // lets the writers that queued behind the lock through
        }
    }

    void lower() {
        List<String> statements = new ArrayList<>();
        for (MovingTable table : tables) {
            for (String trigger : List.of("write", "erase", "truncate")) {
                statements.add("DROP TRIGGER IF EXISTS shardproof_fence_%s ON %s".formatted(trigger, table.sql()));
            }
        }
        session.execute("lowering the write fence", statements);
    }

    /** Whether all statements went through in one transaction; {@code false} if a lock was not to be had. */
    private static boolean tryAll(Connection connection, List<String> statements) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
            return true;
        } catch (SQLException e) {
            connection.rollback();
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private List<String> statements(List<KeyRange> ranges) {
        List<String> statements = new ArrayList<>();
        statements.add("SET LOCAL lock_timeout = '%dms'".formatted(LOCK_ATTEMPT.toMillis()));
        statements.add("LOCK TABLE "
                + tables.stream().map(MovingTable::sql).collect(Collectors.joining(", "))
                + " IN SHARE ROW EXCLUSIVE MODE");
        for (MovingTable table : tables) {
            String trigger = "CREATE OR REPLACE TRIGGER shardproof_fence_%s BEFORE %s ON %s FOR EACH ROW WHEN (%s)"
                    + " EXECUTE FUNCTION shardproof.refuse_write()";
            statements.add(trigger.formatted(
                    "write", "INSERT OR UPDATE", table.sql(), Sql.within(table, strategy, ranges, "NEW.")));
            statements.add(trigger.formatted(
                    "erase", "UPDATE OR DELETE", table.sql(), Sql.within(table, strategy, ranges, "OLD.")));
            statements.add("CREATE OR REPLACE TRIGGER shardproof_fence_truncate BEFORE TRUNCATE ON " + table.sql()
                    + " FOR EACH STATEMENT EXECUTE FUNCTION shardproof.refuse_write()");
        }
        return statements;
    }
}
