package dev.shardproof.verifier.source;

import dev.shardproof.verifier.keyspace.Slice;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one shard inside a frozen snapshot, in a session of its own that it opens when first needed. After an error the
 * session is dropped, and the next call joins the snapshot again.
 *
 * <p>Not thread-safe, except {@link #cancel()}: give each thread a reader of its own. A {@link RowStream} must be closed
 * before the reader's next call.
 */
public final class ShardReader implements AutoCloseable {

    private static final int ROWS_FETCHED_AT_ONCE = 2_000;

    private final FrozenSnapshot snapshot;
    private Connection connection;
    private volatile Statement running;

    ShardReader(FrozenSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** The shard's name. */
    public String shard() {
        return snapshot.shard().shard();
    }

    /** How many rows each slice has; one more element counts the rows that are in none. */
    public long[] counts(TableLayout table, List<Slice> slices) throws SourceException {
        long[] counts = new long[slices.size() + 1];
        read("count " + table.spec(), queries().counts(table, slices), List.of(), row -> {
            counts[row.getInt(1)] = row.getLong(2);
        });
        return counts;
    }

    /** The digests of the buckets of each slice, in one scan; empty buckets are left out. */
    public List<Map<Integer, Digest>> digests(TableLayout table, List<Slice> slices, int buckets)
            throws SourceException {
        List<Map<Integer, Digest>> digests = new ArrayList<>();
        slices.forEach(slice -> digests.add(new HashMap<>()));
        read("digest " + table.spec(), queries().digests(table, slices, buckets), List.of(), row -> {
            Digest digest = new Digest(row.getLong(3), integer(row, 4), integer(row, 5));
            digests.get(row.getInt(1)).put(row.getInt(2), digest);
        });
        return digests;
    }

    /** The images of some rows of a slice, by ascending identity. */
    public RowStream rows(TableLayout table, Slice slice, RowFilter filter) throws SourceException {
        String what = "read the rows of " + table.spec();
        try {
            PreparedStatement statement = session().prepareStatement(queries().rows(table, slice, filter));
            running = statement;
            statement.setFetchSize(ROWS_FETCHED_AT_ONCE);
            return new JdbcRowStream(
                    statement, statement.executeQuery(), table.key().size(), e -> drop(what, e), () -> running = null);
        } catch (SQLException e) {
            throw drop(what, e);
        }
    }

    /** A row outside a slice: its point (empty if its shard key is NULL) and its identity columns as text. */
    public record Stray(String point, List<String> identity) {
        public Stray {
            identity = List.copyOf(identity);
        }
    }

    /** At most {@code limit} rows that are not in the slice. */
    public List<Stray> outside(TableLayout table, Slice slice, int limit) throws SourceException {
        List<Stray> strays = new ArrayList<>();
        int columns = table.identity().size();
        read("search " + table.spec(), queries().outside(table, slice, limit), List.of(), row -> {
            String point = row.getString(1);
            strays.add(new Stray(point == null ? "" : point, texts(row, 2, columns)));
        });
        return strays;
    }

    /** For the given primary keys, as text: a hash of each column, by key and column name. */
    public Map<List<String>, Map<String, Long>> columnHashes(TableLayout table, List<List<String>> keys)
            throws SourceException {
        Map<List<String>, Map<String, Long>> hashes = new HashMap<>();
        List<String> parameters = keys.stream().flatMap(List::stream).toList();
        int keyColumns = table.key().size();
        String what = "compare the columns of " + table.spec();
        read(what, queries().columnHashes(table, keys.size()), parameters, row -> {
            Map<String, Long> byName = new LinkedHashMap<>();
            for (int i = 0; i < table.columns().size(); i++) {
                byName.put(table.columns().get(i).name(), row.getLong(keyColumns + 1 + i));
            }
            hashes.put(texts(row, 1, keyColumns), byName);
        });
        return hashes;
    }

    /** The table as this shard's catalogue describes it. */
    TableLayout layout(TableSpec table) throws SourceException {
        CatalogueReader reader = new CatalogueReader(snapshot.dialect(), shard(), table);
        List<String> name = List.of(table.schema(), table.name());
        read("look up " + table, snapshot.dialect().catalogue(), name, reader::accept);
        return reader.layout();
    }

    /** Stops the statement that is running, if any; it fails in the thread that waits for it. Thread-safe. */
    public void cancel() {
        Statement statement = running;
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException ignored) {
                // It has just ended by itself, or the server is gone: either way nothing runs any more.
            }
        }
    }

    @Override
    public void close() {
        snapshot.release(connection);
        connection = null;
    }

    @FunctionalInterface
    private interface RowReader {
        void accept(ResultSet row) throws SQLException, SourceException;
    }

    private void read(String what, String sql, List<String> parameters, RowReader reader) throws SourceException {
        try (PreparedStatement statement = session().prepareStatement(sql)) {
            running = statement;
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
            statement.setFetchSize(ROWS_FETCHED_AT_ONCE);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    reader.accept(result);
                }
            }
        } catch (SQLException e) {
            throw drop(what, e);
        } finally {
            running = null;
        }
    }

    private SourceException drop(String what, SQLException cause) {
        close();
        return snapshot.failed(what, cause);
    }

    private Connection session() throws SourceException {
        if (connection == null) {
            connection = snapshot.join();
        }
        return connection;
    }

    private ScanQueries queries() {
        return snapshot.dialect().scans();
    }

    private static BigInteger integer(ResultSet row, int column) throws SQLException {
        return row.getBigDecimal(column).toBigIntegerExact();
    }

    static List<String> texts(ResultSet row, int from, int count) throws SQLException {
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            String text = row.getString(from + i);
            texts[i] = text == null ? "NULL" : text;
        }
        return Arrays.asList(texts);
    }
}
