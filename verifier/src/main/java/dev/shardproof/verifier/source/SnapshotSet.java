package dev.shardproof.verifier.source;

import dev.shardproof.verifier.dialect.Dialect;
import dev.shardproof.verifier.dialect.SchemaQueries;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.source.LayoutMerge.SideShapes;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.RowHash;
import dev.shardproof.verifier.table.TableLayout;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableShape;
import dev.shardproof.verifier.table.TableSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * One frozen, read-only snapshot of every shard, kept until {@link #close()}.
 *
 * <p>Meant to be taken inside a migration's write fence and read at leisure afterwards, while load goes on:
 * {@link #prepare} connects before the fence, {@link Prepared#take()} costs one round trip to all shards at once. While
 * it is open the servers keep every row version it can see, so close it.
 *
 * <p>Thread-safe; the {@link ShardReader}s that it hands out are not, and {@link #onEach} gives each to one task at a
 * time. Several calls of {@code onEach} may be under way: they share the sessions of a shard, first come first served.
 */
public final class SnapshotSet implements AutoCloseable {

    private final Map<String, FrozenSnapshot> snapshots;
    private final Map<String, ReaderPool> pools = new LinkedHashMap<>();
    private final Map<TableSpec, TableLayout> layouts = new HashMap<>();
    private final ExecutorService threads;

    private SnapshotSet(Map<String, FrozenSnapshot> snapshots, ExecutorService threads) {
        this.snapshots = snapshots;
        this.threads = threads;
        snapshots.forEach((shard, snapshot) -> pools.put(shard, new ReaderPool(snapshot)));
    }

    /** Connected sessions that have not looked at anything yet. */
    public static final class Prepared implements AutoCloseable {

        private final Map<String, FrozenSnapshot> snapshots = new LinkedHashMap<>();
        private final ExecutorService threads;
        private boolean taken;

        /** Connects to nothing yet. */
        Prepared(List<ShardDatabase> shards, Dialect dialect, SessionLimits limits, ScanSettings settings) {
            if (shards.isEmpty()) {
                throw new IllegalArgumentException("no shards to read");
            }
            for (ShardDatabase shard : shards) {
                FrozenSnapshot snapshot = new FrozenSnapshot(shard, dialect, limits, settings);
                if (snapshots.put(shard.shard(), snapshot) != null) {
                    throw new IllegalArgumentException("two shards are called " + shard.shard());
                }
            }
            threads = Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "shardproof-verifier");
                thread.setDaemon(true);
                return thread;
            });
        }

        /** Freezes all shards at once; the sessions now belong to the result. */
        public SnapshotSet take() throws SourceException, InterruptedException {
            if (taken) {
                throw new IllegalStateException("the snapshots were taken already; prepare new sessions");
            }
            Parallel.onEach(
                    threads,
                    List.copyOf(snapshots.values()),
                    snapshot -> {
                        snapshot.freeze();
                        return snapshot.id();
                    },
                    // Interrupted: one round trip, which the statement's time limit ends.
                    snapshot -> {});
            taken = true;
            return new SnapshotSet(snapshots, threads);
        }

        /** Lets the sessions go, unless a snapshot set has them. */
        @Override
        public void close() {
            if (!taken) {
                threads.shutdownNow();
                snapshots.values().forEach(FrozenSnapshot::close);
            }
        }
    }

    /** As {@link #prepare(List, Dialect, SessionLimits, ScanSettings)}, with the usual settings. */
    public static Prepared prepare(List<ShardDatabase> shards, Dialect dialect, SessionLimits limits)
            throws SourceException {
        return prepare(shards, dialect, limits, ScanSettings.DEFAULT);
    }

    /**
     * Connects to all shards at once. An interruption is kept for what this thread does next.
     *
     * @param settings how tables are to be scanned
     * @throws SourceException if a shard can not be reached; no session is left then
     * @throws IllegalArgumentException if there is no shard, or two of one name
     */
    public static Prepared prepare(
            List<ShardDatabase> shards, Dialect dialect, SessionLimits limits, ScanSettings settings)
            throws SourceException {
        Prepared prepared = new Prepared(shards, dialect, limits, settings);
        try {
            connect(List.of(prepared));
            return prepared;
        } catch (SourceException | RuntimeException e) {
            prepared.close();
            throw e;
        }
    }

    /** Connects to all shards of all sides at once; who calls this closes the sides, also if it fails. */
    static void connect(List<Prepared> sides) throws SourceException {
        List<FrozenSnapshot> snapshots =
                sides.stream().flatMap(side -> side.snapshots.values().stream()).toList();
        Parallel.onEachToTheEnd(sides.get(0).threads, snapshots, snapshot -> {
            snapshot.connect();
            return true;
        });
    }

    /** Connects and freezes in one go. */
    public static SnapshotSet open(List<ShardDatabase> shards, Dialect dialect, SessionLimits limits)
            throws SourceException, InterruptedException {
        return open(shards, dialect, limits, ScanSettings.DEFAULT);
    }

    /**
     * Connects and freezes in one go.
     *
     * @param settings how tables are to be scanned
     */
    public static SnapshotSet open(
            List<ShardDatabase> shards, Dialect dialect, SessionLimits limits, ScanSettings settings)
            throws SourceException, InterruptedException {
        try (Prepared prepared = prepare(shards, dialect, limits, settings)) {
            return prepared.take();
        }
    }

    /** The shards' names, in the order in which they were given. */
    public List<String> shards() {
        return List.copyOf(snapshots.keySet());
    }

    /**
     * What a table looks like, on all of these shards.
     *
     * @throws SourceException if a shard lacks it, or a column
     */
    public synchronized TableLayout layout(TableSpec table) throws SourceException, InterruptedException {
        TableLayout known = layouts.get(table);
        if (known != null) {
            return known;
        }
        Map<String, TableShape> shapes = onEach(shards(), reader -> reader.shape(table));
        SideShapes side = new SideShapes(table, Function.identity(), shapes);
        TableLayout merged = new LayoutMerge(dialect(), ImageForm.EXACT, rowHash(), Set.of(), List.of(side))
                .layouts()
                .get(0);
        layouts.put(table, merged);
        return merged;
    }

    /**
     * What a table looks like on the sources and on the targets, in a form in which their rows can be compared. All shards
     * of both sides are asked at the same time.
     *
     * @param form what of a value must be equal
     * @return the layout for the sources, then that for the targets
     * @throws SourceException if a shard lacks the table, or a column that is not ignored
     */
    public static List<TableLayout> layouts(
            SnapshotSet sources, SnapshotSet targets, TableMapping mapping, ImageForm form)
            throws SourceException, InterruptedException {
        List<Turn<TableShape>> turns =
                new ArrayList<>(sources.turns(sources.shards(), reader -> reader.shape(mapping.source())));
        turns.addAll(targets.turns(targets.shards(), reader -> reader.shape(mapping.target())));
        Iterator<TableShape> shapes = sources.answers(turns).iterator();
        SideShapes left = new SideShapes(mapping.source(), Function.identity(), byShard(sources.shards(), shapes));
        Map<String, String> logical = new HashMap<>();
        mapping.renamed().forEach((source, target) -> logical.put(target, source));
        SideShapes right = new SideShapes(
                mapping.target(), name -> logical.getOrDefault(name, name), byShard(targets.shards(), shapes));
        RowHash rowHash = sources.rowHash().compareTo(targets.rowHash()) >= 0 ? sources.rowHash() : targets.rowHash();
        return new LayoutMerge(sources.dialect(), form, rowHash, mapping.ignored(), List.of(left, right)).layouts();
    }

    /** How the product of these shards is asked for definitions; to be run with {@link ShardReader#texts}. */
    public SchemaQueries schemaQueries() {
        return dialect().schema();
    }

    private Dialect dialect() {
        return snapshots.values().iterator().next().dialect();
    }

    /** The form that the oldest server can do. */
    private RowHash rowHash() {
        return snapshots.values().stream()
                .map(snapshot -> snapshot.dialect().rowHash(snapshot.version()))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /**
     * Runs a task on some shards, all at the same time, each with a reader of its own for as long as it runs; results by
     * shard. A shard on which all sessions are busy with earlier tasks comes later.
     */
    public <T> Map<String, T> onEach(Collection<String> shards, ShardTask<T> task)
            throws SourceException, InterruptedException {
        List<String> names = shards.stream().distinct().toList();
        return byShard(names, answers(turns(names, task)).iterator());
    }

    private <T> List<Turn<T>> turns(List<String> shards, ShardTask<T> task) {
        return shards.stream()
                .map(shard -> new Turn<>(pool(shard), shard, task))
                .toList();
    }

    private <T> List<T> answers(List<Turn<T>> turns) throws SourceException, InterruptedException {
        return Parallel.onEach(threads, turns, turn -> turn.run().orElse(null), Turn::cancel);
    }

    private static <T> Map<String, T> byShard(List<String> shards, Iterator<T> answers) {
        Map<String, T> byShard = new LinkedHashMap<>();
        shards.forEach(shard -> byShard.put(shard, answers.next()));
        return byShard;
    }

    /** One more session in the snapshot of that shard; the caller closes it, before this set. */
    public ShardReader openReader(String shard) {
        pool(shard);
        return new ShardReader(snapshots.get(shard), Optional.empty());
    }

    /** What a shard is asked. */
    @FunctionalInterface
    public interface ShardTask<T> {
        T run(ShardReader reader) throws SourceException;
    }

    private ReaderPool pool(String shard) {
        ReaderPool pool = pools.get(shard);
        if (pool == null) {
            throw new IllegalArgumentException("no shard %s here; there are %s".formatted(shard, shards()));
        }
        return pool;
    }

    /**
     * Ends the sessions that tables were read in, and with them the locks on those tables; the snapshots stay, and can be
     * read again. For whoever is about to alter a table, which waits for all that have read it. No reading may be under way.
     */
    public void letGoOfTables() {
        pools.values().forEach(ReaderPool::close);
    }

    /** Ends every session; nothing is left on the servers. */
    @Override
    public void close() {
        threads.shutdownNow();
        pools.values().forEach(ReaderPool::close);
        snapshots.values().forEach(FrozenSnapshot::close);
    }
}
