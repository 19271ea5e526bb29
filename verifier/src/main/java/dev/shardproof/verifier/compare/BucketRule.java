package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.digest.Buckets;
import dev.shardproof.verifier.source.ShardReader.TableSize;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.Column;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Chooses how the rows of a table are put into buckets on both sides of some comparisons. */
final class BucketRule {

    /** So few that a bucket is fetched in no time, so many that bad rows hardly share one. */
    private static final long ROWS_OF_A_BUCKET = 64;

    private static final int FEWEST = 1024;
    private static final int MOST = 65_536;

    private BucketRule() {}

    /**
     * By ranges from the lowest to the highest key of all sides where the first key column is an integer with an index, so
     * that a bucket can be fetched by itself; else by hash.
     *
     * @param comparisons all comparisons of one table
     */
    static Buckets choose(List<Comparison> comparisons) throws SourceException, InterruptedException {
        Set<Side> sides = new LinkedHashSet<>();
        comparisons.forEach(comparison -> {
            sides.add(comparison.left());
            sides.add(comparison.right());
        });
        List<TableSize> sizes = new ArrayList<>();
        long rows = 0;
        for (Side side : sides) {
            List<TableSize> ofSide = List.copyOf(side.snapshots()
                    .onEach(side.shards(), reader -> reader.size(side.table()))
                    .values());
            sizes.addAll(ofSide);
            rows = Math.max(rows, ofSide.stream().mapToLong(TableSize::rows).sum());
        }
        int count = count(rows);
        List<Long> bounds = sizes.stream()
                .filter(size -> size.lowestKey().isPresent())
                .flatMap(size -> Stream.of(
                        size.lowestKey().getAsLong(), size.highestKey().getAsLong()))
                .sorted()
                .toList();
        // Without an index on one shard, each range would be looked for in a scan of its own there.
        boolean everywhere = sizes.stream().allMatch(size -> size.lowestKey().isPresent() || size.rows() == 0);
        return bounds.isEmpty() || !everywhere || !sides.stream().allMatch(BucketRule::hasRanges)
                ? Buckets.byHash(count)
                : Buckets.byRange(bounds.get(0), bounds.get(bounds.size() - 1), count);
    }

    private static boolean hasRanges(Side side) {
        List<Column> key = side.table().key();
        return !key.isEmpty() && key.get(0).integer() && !key.get(0).nullable();
    }

    private static int count(long rows) {
        long wanted = Math.max(FEWEST, Math.min(MOST, rows / ROWS_OF_A_BUCKET));
        return Integer.highestOneBit((int) wanted * 2 - 1);
    }
}
