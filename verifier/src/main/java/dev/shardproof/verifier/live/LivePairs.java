package dev.shardproof.verifier.live;

import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.TableLayout;
import dev.shardproof.verifier.table.TableMapping;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a table is held against what, in one pair of snapshots. The same as
 * {@link dev.shardproof.verifier.compare.ComparedRows#sides}, but an error keeps its cause, so that a lost snapshot is
 * known for one.
 */
final class LivePairs {

    private LivePairs() {}

    static List<Comparison> of(SnapshotSet sources, SnapshotSet targets, TableMapping table, ImageForm form)
            throws SourceException, InterruptedException {
        List<TableLayout> layouts = SnapshotSet.layouts(sources, targets, table, form);
        TableLayout left = layouts.get(0);
        TableLayout right = layouts.get(1);
        if (!table.source().isReference()) {
            return List.of(new Comparison(
                    Side.of(sources, left, sources.shards()), Side.of(targets, right, targets.shards())));
        }
        List<Side> copies = new ArrayList<>();
        sources.shards().forEach(shard -> copies.add(Side.of(sources, left, shard, Slice.WHOLE)));
        targets.shards().forEach(shard -> copies.add(Side.of(targets, right, shard, Slice.WHOLE)));
        return copies.stream()
                .skip(1)
                .map(copy -> new Comparison(copies.get(0), copy))
                .toList();
    }
}
