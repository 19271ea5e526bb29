package dev.shardproof.verifier.source;

import dev.shardproof.verifier.dialect.Dialect;
import dev.shardproof.verifier.dialect.ScanQueries;
import dev.shardproof.verifier.dialect.TablePart;
import dev.shardproof.verifier.digest.BucketDigests;
import dev.shardproof.verifier.digest.Buckets;
import dev.shardproof.verifier.digest.Digest;
import dev.shardproof.verifier.digest.RowFilter;
import dev.shardproof.verifier.digest.RowImage;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.SnapshotSet.ShardTask;
import dev.shardproof.verifier.source.scan.ChunkQueue;
import dev.shardproof.verifier.source.scan.ChunkQueue.Chunk;
import dev.shardproof.verifier.source.scan.ChunkQueue.Course;
import dev.shardproof.verifier.source.scan.ChunkQueue.Watcher;
import dev.shardproof.verifier.source.scan.DigestMemory;
import dev.shardproof.verifier.source.scan.DigestScan;
import dev.shardproof.verifier.source.scan.Leaf;
import dev.shardproof.verifier.table.TableLayout;
import dev.shardproof.verifier.table.TableShape;
import dev.shardproof.verifier.table.TableSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks one shard inside a frozen snapshot, in a {@link ShardSession} of its own.
 *
 * <p>Tables are scanned in chunks, as the {@link ScanSettings} say, each with a statement of its own and a word with the
 * {@link Pace}.
 *
 * <p>Not thread-safe, except {@link #cancel()}: give each thread a reader of its own. A {@link RowStream} must be closed
 * before the reader's next call.
 */
public final class ShardReader implements AutoCloseable {

    /** A guess for tables without statistics; half-empty pages make it too high, which costs nothing. */
    private static final long ROWS_OF_A_PAGE = 30;
    /** A guess for the first chunk; the others go by what it took. */
    private static final double PAGES_OF_A_MILLISECOND = 4;

    private final FrozenSnapshot snapshot;
    private final ShardSession session;
    private final Optional<ReaderPool> pool;
    private final Object interruption = new Object();
    private final List<Turn<Void>> helpers = new ArrayList<>();
    private Thread waiting;

    /** @param pool where other readers of the shard are that can help with a scan */
    ShardReader(FrozenSnapshot snapshot, Optional<ReaderPool> pool) {
        this.snapshot = snapshot;
        this.session = new ShardSession(snapshot);
        this.pool = pool;
    }

    /** The shard's name. */
    public String shard() {
        return snapshot.shard().shard();
    }

    /**
     * What is known of a table without reading it.
     *
     * @param rows about how many rows it has
     * @param lowestKey the lowest value of the first key column, if that is an integer and an index knows it
     * @param highestKey the highest value
     */
    public record TableSize(long rows, OptionalLong lowestKey, OptionalLong highestKey) {}

    /** How large a table is, and from where to where its first key column goes if that is an integer with an index. */
    public TableSize size(TableLayout table) throws SourceException {
        List<Leaf> leaves = CatalogueReader.leaves(session, table);
        long rows = leaves.stream()
                .mapToLong(leaf -> Math.max(leaf.rows(), leaf.pages() * ROWS_OF_A_PAGE))
                .sum();
        if (!hasIntegerKey(table) || !leaves.stream().allMatch(Leaf::indexed)) {
            return new TableSize(rows, OptionalLong.empty(), OptionalLong.empty());
        }
        OptionalLong[] bounds = {OptionalLong.empty(), OptionalLong.empty()};
        withIndexes(() -> read("look up the keys of " + table.spec(), queries().keyBounds(table), List.of(), row -> {
            if (row.getString(1) != null) {
                bounds[0] = OptionalLong.of(row.getLong(1));
                bounds[1] = OptionalLong.of(row.getLong(2));
            }
        }));
        return new TableSize(rows, bounds[0], bounds[1]);
    }

    private static boolean hasIntegerKey(TableLayout table) {
        return !table.key().isEmpty() && table.key().get(0).integer();
    }

    /** How many rows each slice has; one more element counts the rows that are in none. */
    public long[] counts(TableLayout table, List<Slice> slices) throws SourceException {
        long[] counts = new long[slices.size() + 1];
        Course course = new Course(CatalogueReader.leaves(session, table), 0, Watcher.NONE);
        scan("count " + table.spec(), table, course, part -> queries().counts(table, slices, part), (chunk, row) -> {
            counts[row.getInt(1)] += row.getLong(2);
            return row.getLong(2);
        });
        return counts;
    }

    /**
     * The digests of the buckets of each slice, in one scan, which leaves out what the memory knows already.
     *
     * @param memory is told how far the scan is
     */
    public List<BucketDigests> digests(TableLayout table, List<Slice> slices, Buckets buckets, DigestMemory memory)
            throws SourceException {
        String scanId = DigestMemory.scanId(shard(), table, slices);
        DigestScan digests =
                new DigestScan(memory, scanId, slices.size(), buckets, CatalogueReader.leaves(session, table));
        snapshot.settings().pace().skipped(shard(), table.spec().toString(), digests.skippedPages());
        if (digests.finished()) {
            return digests.end(false);
        }
        Course course = new Course(digests.leftOver(), digests.firstPage(), digests);
        String what = "digest " + table.spec();
        scan(what, table, course, part -> queries().digests(table, slices, buckets, part), (chunk, row) -> {
            long rows = row.getLong(3);
            long sum = Digest.modulo64(row.getString(4));
            digests.add(chunk, row.getInt(1), row.getLong(2), rows, sum);
            return rows;
        });
        return digests.end(true);
    }

    /** Adds up a row of a chunk's result; returns for how many rows of the table it stands. */
    @FunctionalInterface
    private interface RowAdder {
        long add(Chunk chunk, ResultSet row) throws SQLException;
    }

    /** Reads a table chunk by chunk, together with other sessions as far as they have nothing else to do. */
    private void scan(String what, TableLayout table, Course course, Function<TablePart, String> sql, RowAdder adder)
            throws SourceException {
        ScanSettings settings = snapshot.settings();
        double learned = pool.map(ReaderPool::pagesOfAChunk).orElse(0.0);
        double first = learned > 0 ? learned : settings.chunkTime().toMillis() * PAGES_OF_A_MILLISECOND;
        ChunkQueue queue = new ChunkQueue(course, settings.chunkTime(), first);
        ShardTask<Void> work = reader -> {
            Optional<Chunk> chunk = queue.next();
            while (chunk.isPresent()) {
                reader.scan(
                        what, table, queue, chunk.get(), sql.apply(chunk.get().part()), adder);
                chunk = queue.next();
            }
            return null;
        };
        List<Turn<Void>> turns = helpers(what, work);
        try {
            Helpers.run(turns, () -> work.run(this), queue::stop);
        } finally {
            synchronized (interruption) {
                helpers.removeAll(turns);
            }
            pool.ifPresent(readers -> readers.learned(queue.pages()));
        }
    }

    private List<Turn<Void>> helpers(String what, ShardTask<Void> work) throws SourceException {
        synchronized (interruption) {
            session.requireNotCancelled(what);
            int count = pool.map(readers -> readers.size() - 1).orElse(0);
            List<Turn<Void>> turns = Stream.generate(() -> new Turn<>(pool.orElseThrow(), shard(), work))
                    .limit(count)
                    .toList();
            helpers.addAll(turns);
            return turns;
        }
    }

    private void scan(String what, TableLayout table, ChunkQueue queue, Chunk chunk, String sql, RowAdder adder)
            throws SourceException {
        ScanSettings settings = snapshot.settings();
        keepPace(what, settings.pace());
        long start = settings.nanoTime().getAsLong();
        long[] rows = {0};
        read(what, sql, List.of(), row -> {
            synchronized (queue) {
                rows[0] += adder.add(chunk, row);
            }
        });
        Duration took = Duration.ofNanos(settings.nanoTime().getAsLong() - start);
        queue.took(chunk, took);
        settings.pace()
                .done(new Pace.ScannedChunk(
                        shard(), table.spec().toString(), rows[0], chunk.pages(), queue.pagesInAll(), took));
    }

    private void keepPace(String what, Pace pace) throws SourceException {
        synchronized (interruption) {
            session.requireNotCancelled(what);
            waiting = Thread.currentThread();
        }
        try {
            pace.await(shard());
        } catch (InterruptedException e) {
            throw new SourceException("shard %s: stopped before it could %s".formatted(shard(), what), e);
        } finally {
            synchronized (interruption) {
                waiting = null;
                // It was meant for the wait alone: the thread is one of a pool.
                Thread.interrupted();
            }
        }
    }

    /** Where the keys of some rows lie, and what the digest scan makes of them; by an index. */
    public record KeyedImage(RowImage row, long group) {}

    /**
     * The images of the rows whose first key column lies in some ranges, looked up in an index, in no order. An index may
     * be corrupt: whether these are all the rows is for the caller to find out.
     *
     * @param ranges the lowest and the highest key of each range
     */
    public void rowsInRanges(
            TableLayout table, Slice slice, Buckets buckets, List<long[]> ranges, Consumer<KeyedImage> rows)
            throws SourceException {
        List<String> parameters = List.of(array(ranges, 0), array(ranges, 1));
        int keyColumns = table.key().size();
        withIndexes(() -> read(
                "read rows of " + table.spec(),
                queries().rowsInRanges(table, slice, buckets),
                parameters,
                row -> rows.accept(new KeyedImage(
                        new RowImage(0, row.getLong(1), 1, texts(row, 3, keyColumns), shard()), row.getLong(2)))));
    }

    private static String array(List<long[]> ranges, int which) {
        return ranges.stream().map(range -> Long.toString(range[which])).collect(Collectors.joining(",", "{", "}"));
    }

    /** Lets statements use indexes and nothing else, where there is one. */
    private void withIndexes(ShardSession.Reading reading) throws SourceException {
        session.withIndexes(reading);
    }

    /** The images of some rows of a slice, by ascending identity. */
    public RowStream rows(TableLayout table, Slice slice, RowFilter filter) throws SourceException {
        return session.stream(
                "read the rows of " + table.spec(),
                queries().rows(table, slice, filter),
                table.key().size());
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

    /**
     * For the given primary keys, as text: a hash of each column, by key and column name. Rows that no index leads to are
     * looked for without one.
     */
    public Map<List<String>, Map<String, Long>> columnHashes(TableLayout table, List<List<String>> keys)
            throws SourceException {
        Map<List<String>, Map<String, Long>> hashes = new HashMap<>();
        withIndexes(() -> hashes.putAll(readColumnHashes(table, keys)));
        if (!hashes.keySet().containsAll(keys)) {
            hashes.putAll(readColumnHashes(table, keys));
        }
        return hashes;
    }

    private Map<List<String>, Map<String, Long>> readColumnHashes(TableLayout table, List<List<String>> keys)
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

    /**
     * Asks the catalogue, or anything else that is small: each row as the texts of its columns, null for NULL.
     *
     * @param what what is being done, for the message if it fails, e.g. {@code read the sequences}
     * @param sql a query; nothing of it may come from a user
     * @param parameters its parameters, as text
     */
    public List<List<String>> texts(String what, String sql, List<String> parameters) throws SourceException {
        List<List<String>> rows = new ArrayList<>();
        texts(what, sql, parameters, rows::add);
        return rows;
    }

    /** The same, handed over row by row, for what may be large. */
    public void texts(String what, String sql, List<String> parameters, Consumer<List<String>> rows)
            throws SourceException {
        read(what, sql, parameters, row -> {
            int columns = row.getMetaData().getColumnCount();
            String[] texts = new String[columns];
            for (int i = 0; i < columns; i++) {
                texts[i] = row.getString(i + 1);
            }
            rows.accept(Arrays.asList(texts));
        });
    }

    /** The same, of which the rows are found by indexes where there are some. An index may be corrupt and hide rows. */
    public List<List<String>> textsByIndex(String what, String sql, List<String> parameters) throws SourceException {
        List<List<String>> rows = new ArrayList<>();
        withIndexes(() -> rows.addAll(texts(what, sql, parameters)));
        return rows;
    }

    /** The table as this shard's catalogue describes it. */
    TableShape shape(TableSpec table) throws SourceException {
        CatalogueReader reader = new CatalogueReader(shard(), table);
        List<String> name = List.of(table.schema(), table.name());
        withIndexes(() -> read("look up " + table, snapshot.dialect().catalogue(), name, reader::accept));
        return reader.shape();
    }

    /**
     * Stops what is going on: the statement that is running fails in the thread that waits for it, and a scan does not go
     * on to its next chunk. Thread-safe.
     */
    public void cancel() {
        synchronized (interruption) {
            session.cancel();
            if (waiting != null) {
                waiting.interrupt();
            }
            helpers.forEach(Turn::cancel);
        }
    }

    /** Forgets that something was cancelled. */
    void resume() {
        session.resume();
    }

    @Override
    public void close() {
        session.close();
    }

    private void read(String what, String sql, List<String> parameters, ShardSession.RowReader reader)
            throws SourceException {
        session.read(what, sql, parameters, reader);
    }

    /** What the product of this shard says differently; its questions are to be run with {@link #texts}. */
    public Dialect dialect() {
        return snapshot.dialect();
    }

    private ScanQueries queries() {
        return snapshot.dialect().scans();
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
