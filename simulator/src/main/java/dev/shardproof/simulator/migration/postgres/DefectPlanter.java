package dev.shardproof.simulator.migration.postgres;

import dev.shardproof.simulator.migration.port.Defect;
import dev.shardproof.simulator.migration.port.MigrationException;
import dev.shardproof.simulator.migration.port.MoveStream;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.ShardingStrategy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Harms one row on a target behind the fence, the way a wrong mover would: the change carries a replication origin, so
 * the way back does not carry it to the source and make both sides agree on it.
 */
final class DefectPlanter {

    private static final String ORIGIN = "shardproof_defect";

    private final ShardAccess access;
    private final List<MovingTable> tables;
    private final ShardingStrategy strategy;

    DefectPlanter(ShardAccess access, List<MovingTable> tables, ShardingStrategy strategy) {
        this.access = access;
        this.tables =
                tables.stream().filter(table -> table.shardKey().isPresent()).toList();
        this.strategy = strategy;
    }

    /** Plants the defect in the first table that has a row for it. */
    void plant(Defect defect, MoveStream stream) {
        for (MovingTable table : tables) {
            try (Connection target = access.open(stream.target())) {
                execute(
                        target,
                        "SELECT pg_replication_origin_create('" + ORIGIN + "') WHERE NOT EXISTS"
                                + " (SELECT 1 FROM pg_replication_origin WHERE roname = '" + ORIGIN + "')");
                execute(target, "SELECT pg_replication_origin_session_setup('" + ORIGIN + "')");
                execute(target, "SET session_replication_role = replica");
                boolean planted = switch (defect) {
                    case DROP_ROW -> drop(target, table, stream);
                    case CORRUPT_VALUE -> corrupt(target, table, stream);
                    case MISPLACE_ROW -> misplace(target, table, stream);
                    case NONE, SKIP_CATCH_UP -> throw new IllegalArgumentException(defect + " is not planted in a row");
                };
                execute(target, "SELECT pg_replication_origin_session_reset()");
                execute(target, "SELECT pg_replication_origin_drop('" + ORIGIN + "')");
                if (planted) {
                    return;
                }
            } catch (SQLException e) {
                throw new MigrationException(
                        "planting the defect %s on shard %s failed: %s"
                                .formatted(defect.label(), stream.target(), e.getMessage()),
                        e);
            }
        }
        throw new MigrationException(
                "the defect %s found no row to harm on shard %s".formatted(defect.label(), stream.target()));
    }

    private boolean drop(Connection target, MovingTable table, MoveStream stream) throws SQLException {
        return execute(target, "DELETE FROM %s WHERE ctid = %s".formatted(table.sql(), anyMoved(table, stream))) == 1;
    }

    /** Changes the first column that is not the shard key and whose type has an obvious other value. */
    private boolean corrupt(Connection target, MovingTable table, MoveStream stream) throws SQLException {
        String find = """
                SELECT format('%%I', a.attname), t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                 WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                   AND t.typname IN ('text', 'varchar', 'numeric', 'int4', 'int8', 'bool', 'timestamptz')
                   AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique
                                                              AND a.attnum = ANY (i.indkey))
                   AND a.attname <> %s
                 ORDER BY a.attnum LIMIT 1
                """.formatted(
                        Sql.literal(table.sql()),
                        Sql.literal(table.shardKey().orElseThrow().column()));
        String column;
        String type;
        try (Statement statement = target.createStatement();
                var row = statement.executeQuery(find)) {
            if (!row.next()) {
                return false;
            }
            column = row.getString(1);
            type = row.getString(2);
        }
        String value = switch (type) {
            case "text", "varchar" -> "coalesce(right(%s, -1), '')";
            case "bool" -> "NOT coalesce(%s, false)";
            case "timestamptz" -> "coalesce(%s, now()) + interval '1 second'";
            default -> "coalesce(%s, 0) + 1";
        };
        String set = "UPDATE %s SET %s = %s WHERE ctid = (SELECT ctid FROM %s WHERE %s AND %s LIMIT 1)";
        String differs = "%s IS DISTINCT FROM (%s)".formatted(column, value.formatted(column));
        return execute(
                        target,
                        set.formatted(
                                table.sql(),
                                column,
                                value.formatted(column),
                                table.sql(),
                                Sql.within(table, strategy, stream.ranges(), ""),
                                differs))
                == 1;
    }

    private boolean misplace(Connection target, MovingTable table, MoveStream stream) throws SQLException {
        String stays = "NOT " + Sql.within(table, strategy, stream.ranges(), "");
        try (Connection source = access.open(stream.source())) {
            CopyOut out = source.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("COPY (SELECT %s FROM %s WHERE %s LIMIT 1) TO STDOUT"
                            .formatted(table.columnList(), table.sql(), stays));
            CopyIn in = target.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY %s (%s) FROM STDIN".formatted(table.sql(), table.columnList()));
            for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
                in.writeToCopy(row, 0, row.length);
            }
            return in.endCopy() == 1;
        }
    }

    private String anyMoved(MovingTable table, MoveStream stream) {
        List<KeyRange> ranges = stream.ranges();
        return "(SELECT ctid FROM %s WHERE %s LIMIT 1)".formatted(table.sql(), Sql.within(table, strategy, ranges, ""));
    }

    private static long execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql) ? 0 : statement.getLargeUpdateCount();
        }
    }
}
