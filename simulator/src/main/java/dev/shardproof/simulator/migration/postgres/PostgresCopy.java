package dev.shardproof.simulator.migration.postgres;

import dev.shardproof.simulator.migration.port.Chunk;
import dev.shardproof.simulator.migration.port.ChunkReceipt;
import dev.shardproof.simulator.migration.port.CopyPort;
import dev.shardproof.simulator.migration.port.MigrationClock;
import dev.shardproof.simulator.migration.port.MigrationException;
import dev.shardproof.simulator.migration.port.MoveStream;
import dev.shardproof.simulator.topology.ShardingStrategy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Pipes binary COPY from source to target, a range of pages at a time, inside the slot's exported snapshot. Pages, not
 * keys: every table has them, and a TID range scan reads each page once whatever the key looks like.
 */
final class PostgresCopy implements CopyPort {

    private static final long PAGES_A_CHUNK = 512;

    /** How many bytes go at once: small enough for a smooth flow, large enough that pauses are worth a timer. */
    private static final long PACE_BYTES = 64 * 1024;

    private final MoveStream stream;
    private final List<MovingTable> tables;
    private final ShardingStrategy strategy;
    private final MigrationClock clock;
    private final ShardSession planning;
    private final Connection source;
    private final Connection target;

    /**
     * Imports the snapshot at once; it may be released afterwards.
     *
     * @param tables the tables of the stream; a reference table is copied whole
     */
    PostgresCopy(
            MoveStream stream,
            ShardAccess access,
            String snapshot,
            List<MovingTable> tables,
            ShardingStrategy strategy,
            MigrationClock clock) {
        this.stream = stream;
        this.tables = tables;
        this.strategy = strategy;
        this.clock = clock;
        this.planning = new ShardSession(access, stream.source());
        Connection from = null;
        Connection to = null;
        try {
            from = access.open(stream.source());
            from.setAutoCommit(false);
            run(from, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            run(from, "SET TRANSACTION SNAPSHOT " + Sql.literal(snapshot));
            to = access.open(stream.target());
            // The rows come as they are: no trigger fires twice, no foreign key asks for a parent not copied yet.
            run(to, "SET session_replication_role = replica");
        } catch (SQLException e) {
            close(from);
            close(to);
            throw failure("opening the copy", e);
        }
        this.source = from;
        this.target = to;
    }

    @Override
    public List<Chunk> chunks() {
        List<Chunk> chunks = new ArrayList<>();
        for (MovingTable table : tables) {
            for (String relation : Relations.leaves(planning, table)) {
                long pages = Math.max(1, Relations.pages(planning, relation));
                for (long from = 0; from < pages; from += PAGES_A_CHUNK) {
                    boolean last = from + PAGES_A_CHUNK >= pages;
                    // The last chunk is open: pages that were added meanwhile hold nothing of the snapshot, or a
                    // version that it does see.
                    chunks.add(new Chunk(
                            table.sql(),
                            from,
                            last ? -1 : from + PAGES_A_CHUNK,
                            Math.min(PAGES_A_CHUNK, pages - from),
                            relation));
                }
            }
        }
        return chunks;
    }

    @Override
    public ChunkReceipt copy(Chunk chunk, Pace pace) throws InterruptedException {
        MovingTable table = byName().get(chunk.table());
        String read = "COPY (SELECT %s FROM ONLY %s WHERE ctid >= '(%d,0)'::tid%s AND %s) TO STDOUT (FORMAT binary)"
                .formatted(
                        table.columnList(),
                        chunk.relation(),
                        chunk.from(),
                        chunk.to() < 0 ? "" : " AND ctid < '(%d,0)'::tid".formatted(chunk.to()),
                        Sql.within(table, strategy, stream.ranges(), ""));
        String write = "COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(table.sql(), table.columnList());
        long begin = clock.nanoTime();
        try {
            CopyOut out = source.unwrap(PGConnection.class).getCopyAPI().copyOut(read);
            CopyIn in = target.unwrap(PGConnection.class).getCopyAPI().copyIn(write);
            CRC32C checksum = new CRC32C();
            long bytes = pipe(out, in, checksum, pace);
            long rows = in.endCopy();
            return new ChunkReceipt(
                    rows, bytes, Duration.ofNanos(clock.nanoTime() - begin), "%08x".formatted(checksum.getValue()));
        } catch (SQLException e) {
            throw failure("copying %s (%s)".formatted(chunk.table(), chunk.description()), e);
        }
    }

    private static long pipe(CopyOut out, CopyIn in, CRC32C checksum, Pace pace)
            throws SQLException, InterruptedException {
        long bytes = 0;
        long unpaced = 0;
        boolean done = false;
        try {
            for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
                unpaced += row.length;
                if (unpaced >= PACE_BYTES) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException("the copy was stopped");
                    }
                    pace.before(unpaced);
                    unpaced = 0;
                }
                in.writeToCopy(row, 0, row.length);
                checksum.update(row);
                bytes += row.length;
            }
            pace.before(unpaced);
            done = true;
            return bytes;
        } finally {
            if (!done && in.isActive()) {
                in.cancelCopy();
            }
        }
    }

    private Map<String, MovingTable> byName() {
        return tables.stream().collect(Collectors.toMap(MovingTable::sql, Function.identity()));
    }

    private MigrationException failure(String what, SQLException cause) {
        return new MigrationException(
                "%s from %s to %s failed: %s".formatted(what, stream.source(), stream.target(), cause.getMessage()),
                cause);
    }

    @Override
    public void close() {
        planning.close();
        close(source);
        close(target);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void close(Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // The session is given up either way; the server ends it when the socket closes.
            }
        }
    }
}
