package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.TableLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads all sides of many comparisons with one scan a table and shard, all shards at the same time. */
final class ScanPlan {

    private ScanPlan() {}

    /** Some rows of a table. */
    record Place(TableLayout table, Side side) {}

    /** Answers for each slice, in order. */
    @FunctionalInterface
    interface Scan<R> {
        List<R> of(ShardReader reader, TableLayout table, List<Slice> slices) throws SourceException;
    }

    static <R> Map<Place, R> run(List<Comparison> comparisons, Scan<R> scan)
            throws SourceException, InterruptedException {
        Map<Place, R> answers = new HashMap<>();
        for (Map.Entry<SnapshotSet, Map<String, Map<TableLayout, Set<Side>>>> set :
                group(comparisons).entrySet()) {
            Map<String, Map<TableLayout, Set<Side>>> byShard = set.getValue();
            set.getKey()
                    .onEach(byShard.keySet(), reader -> scanShard(reader, byShard.get(reader.shard()), scan))
                    .values()
                    .forEach(answers::putAll);
        }
        return answers;
    }

    private static <R> Map<Place, R> scanShard(ShardReader reader, Map<TableLayout, Set<Side>> tables, Scan<R> scan)
            throws SourceException {
        Map<Place, R> answers = new HashMap<>();
        for (Map.Entry<TableLayout, Set<Side>> table : tables.entrySet()) {
            List<Side> sides = List.copyOf(table.getValue());
            List<Slice> slices = sides.stream().map(Side::slice).distinct().toList();
            // A row can only be counted in one slice of a scan.
            Slice.requireDisjoint(
                    slices.stream().flatMap(slice -> slice.intervals().stream()).toList());
            List<R> scanned = scan.of(reader, table.getKey(), slices);
            sides.forEach(
                    side -> answers.put(new Place(table.getKey(), side), scanned.get(slices.indexOf(side.slice()))));
        }
        return answers;
    }

    private static Map<SnapshotSet, Map<String, Map<TableLayout, Set<Side>>>> group(List<Comparison> comparisons) {
        Map<SnapshotSet, Map<String, Map<TableLayout, Set<Side>>>> groups = new IdentityHashMap<>();
        List<Place> places = new ArrayList<>();
        comparisons.forEach(comparison -> {
            places.add(new Place(comparison.table(), comparison.left()));
            places.add(new Place(comparison.table(), comparison.right()));
        });
        for (Place place : places) {
            groups.computeIfAbsent(place.side().snapshots(), set -> new LinkedHashMap<>())
                    .computeIfAbsent(place.side().shard(), shard -> new LinkedHashMap<>())
                    .computeIfAbsent(place.table(), table -> new LinkedHashSet<>())
                    .add(place.side());
        }
        return groups;
    }
}
