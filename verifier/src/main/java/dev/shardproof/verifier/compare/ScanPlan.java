package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;

/** Reads the sides of comparisons, all shards at the same time. */
final class ScanPlan {

    private static final long SECONDS_FOR_A_CANCEL = 10;

    private ScanPlan() {}

    /** Answers for each slice, in order. */
    @FunctionalInterface
    interface Scan<R> {
        List<R> of(ShardReader reader, TableLayout table, List<Slice> slices) throws SourceException;
    }

    /** Asks one shard of a side something. */
    @FunctionalInterface
    interface Asking<R> {
        R of(ShardReader reader, Side side) throws SourceException;
    }

    /**
     * Reads all sides of the comparisons of a table with one scan a shard.
     *
     * @param sum adds up the answers of a side's shards
     */
    static <R> Map<Side, R> run(List<Comparison> comparisons, Scan<R> scan, BinaryOperator<R> sum)
            throws SourceException, InterruptedException {
        List<Callable<Map<Side, R>>> readings = new ArrayList<>();
        group(comparisons).forEach((set, sides) -> readings.add(() -> scanSet(set, sides, scan, sum)));
        return atOnce(readings, sum);
    }

    /**
     * Asks every shard of some sides something, all at the same time, as far as a shard has sessions.
     *
     * @param askings what to ask each shard of a side, one or more
     * @param sum adds up the answers of a side
     */
    static <R> Map<Side, R> ask(Map<Side, List<Asking<R>>> askings, BinaryOperator<R> sum)
            throws SourceException, InterruptedException {
        List<Callable<Map<Side, R>>> readings = new ArrayList<>();
        askings.forEach((side, ofSide) -> ofSide.forEach(asking -> readings.add(() -> Map.of(
                side,
                side.snapshots().onEach(side.shards(), reader -> asking.of(reader, side)).values().stream()
                        .reduce(sum)
                        .orElseThrow()))));
        return atOnce(readings, sum);
    }

    private static <R> Map<Side, R> atOnce(List<Callable<Map<Side, R>>> readings, BinaryOperator<R> sum)
            throws SourceException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, readings.size()), task -> {
            Thread thread = new Thread(task, "shardproof-verifier-side");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Map<Side, R>>> answers =
                    readings.stream().map(threads::submit).toList();
            return join(answers, sum);
        } finally {
            threads.shutdownNow();
            awaitEnd(threads);
        }
    }

    /** A task that was cancelled still runs for a moment; if sessions were closed meanwhile it would open new ones. */
    private static void awaitEnd(ExecutorService threads) {
        try {
            threads.awaitTermination(SECONDS_FOR_A_CANCEL, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for all, so that no session is still in use when this returns. */
    private static <R> Map<Side, R> join(List<Future<Map<Side, R>>> answers, BinaryOperator<R> sum)
            throws SourceException, InterruptedException {
        Map<Side, R> joined = new HashMap<>();
        SourceException failure = null;
        InterruptedException interrupt = null;
        for (Future<Map<Side, R>> answer : answers) {
            try {
                if (interrupt != null) {
                    answer.cancel(true);
                    continue;
                }
                answer.get().forEach((side, one) -> joined.merge(side, one, sum));
            } catch (InterruptedException e) {
                interrupt = e;
                answers.forEach(other -> other.cancel(true));
            } catch (ExecutionException e) {
                if (e.getCause() instanceof SourceException cause) {
                    failure = failure == null ? cause : failure;
                } else {
                    throw new IllegalStateException("reading a side broke: " + e.getCause(), e.getCause());
                }
            }
        }
        if (interrupt != null) {
            throw interrupt;
        }
        if (failure != null) {
            throw failure;
        }
        return joined;
    }

    private static <R> Map<Side, R> scanSet(SnapshotSet set, Set<Side> sides, Scan<R> scan, BinaryOperator<R> sum)
            throws SourceException, InterruptedException {
        Map<String, Map<TableLayout, Set<Side>>> byShard = new LinkedHashMap<>();
        for (Side side : sides) {
            for (String shard : side.shards()) {
                byShard.computeIfAbsent(shard, any -> new LinkedHashMap<>())
                        .computeIfAbsent(side.table(), table -> new LinkedHashSet<>())
                        .add(side);
            }
        }
        Map<Side, R> answers = new HashMap<>();
        set.onEach(byShard.keySet(), reader -> scanShard(reader, byShard.get(reader.shard()), scan))
                .values()
                .forEach(ofShard -> ofShard.forEach((side, answer) -> answers.merge(side, answer, sum)));
        return answers;
    }

    private static <R> Map<Side, R> scanShard(ShardReader reader, Map<TableLayout, Set<Side>> tables, Scan<R> scan)
            throws SourceException {
        Map<Side, R> answers = new HashMap<>();
        for (Map.Entry<TableLayout, Set<Side>> table : tables.entrySet()) {
            List<Side> sides = List.copyOf(table.getValue());
            List<Slice> slices = sides.stream().map(Side::slice).distinct().toList();
            // A row can only be counted in one slice of a scan.
            Slice.requireDisjoint(
                    slices.stream().flatMap(slice -> slice.intervals().stream()).toList());
            List<R> scanned = scan.of(reader, table.getKey(), slices);
            sides.forEach(side -> answers.put(side, scanned.get(slices.indexOf(side.slice()))));
        }
        return answers;
    }

    private static Map<SnapshotSet, Set<Side>> group(List<Comparison> comparisons) {
        Map<SnapshotSet, Set<Side>> groups = new IdentityHashMap<>();
        for (Comparison comparison : comparisons) {
            for (Side side : List.of(comparison.left(), comparison.right())) {
                groups.computeIfAbsent(side.snapshots(), set -> new LinkedHashSet<>())
                        .add(side);
            }
        }
        return groups;
    }
}
