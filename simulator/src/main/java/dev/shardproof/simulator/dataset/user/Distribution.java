package dev.shardproof.simulator.dataset.user;

import dev.shardproof.simulator.dataset.DatasetException;
import dev.shardproof.simulator.dataset.Identifiers;
import dev.shardproof.simulator.dataset.Loading;
import dev.shardproof.simulator.dataset.TableLayout;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Copies from the staging database to one shard what it is to have: of sharded tables the rows in its ranges, of
 * reference tables everything; a shard that owns nothing yet gets nothing. Streams; holds one row at a time.
 *
 * <p>In the text format, not the binary one: binary arrays and composites carry the object ids of their types, and a
 * user's own enum has another id in every database.
 */
final class Distribution {

    private final Connection staging;
    private final Topology topology;

    Distribution(Connection staging, Topology topology) {
        this.staging = staging;
        this.topology = topology;
    }

    /** Fills the tables of a shard and returns how many rows each has got. */
    Map<TableLayout, Long> fill(ShardId shard, Connection target, List<TableLayout> tables) throws Exception {
        Loading.withoutTriggers(target);
        Map<TableLayout, Long> counts = new LinkedHashMap<>();
        for (TableLayout table : tables) {
            counts.put(table, topology.shards().contains(shard) ? copy(shard, target, table) : 0L);
        }
        return counts;
    }

    private long copy(ShardId shard, Connection target, TableLayout table) throws SQLException, InterruptedException {
        String columns = Identifiers.quoteAll(table.writableColumns());
        String condition = table.isSharded()
                ? " WHERE " + table.rangeCondition(topology.strategy(), topology.rangesOf(shard))
                : "";
        CopyOut out = staging.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (SELECT %s FROM %s%s) TO STDOUT".formatted(columns, table.qualifiedName(), condition));
        CopyIn in = null;
        try {
            in = target.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY %s (%s) FROM STDIN".formatted(table.qualifiedName(), columns));
            for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
                in.writeToCopy(row, 0, row.length);
                if (Thread.interrupted()) {
                    throw new InterruptedException("the loading of shard %s was interrupted".formatted(shard));
                }
            }
            return in.endCopy();
        } catch (SQLException e) {
            throw new DatasetException(
                    "shard %s: table %s can not be filled: %s".formatted(shard, table.displayName(), e.getMessage()),
                    e);
        } finally {
            cancel(out);
            cancel(in);
        }
    }

    private static void cancel(org.postgresql.copy.CopyOperation copy) throws SQLException {
        if (copy != null && copy.isActive()) {
            copy.cancelCopy();
        }
    }
}
