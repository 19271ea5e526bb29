package dev.shardproof.verifier.live;

import dev.shardproof.verifier.check.Finding.Kind;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowDigests;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.compare.locate.Difference;
import dev.shardproof.verifier.compare.locate.MergedRows;
import dev.shardproof.verifier.compare.locate.RowMerge;
import dev.shardproof.verifier.digest.Buckets;
import dev.shardproof.verifier.digest.RowFilter;
import dev.shardproof.verifier.source.RowStream;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SourceException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Finds the rows of some buckets that differ. Scans whole tables; needs no key. */
final class SuspectSearch {

    private SuspectSearch() {}

    /** What was found, and how much more there was. */
    record Found(Set<Suspect> suspects, long more) {}

    /** The first rows that differ, at most {@code limit}. */
    static Found find(Comparison comparison, BitSet buckets, int limit) throws SourceException {
        Set<Suspect> suspects = new LinkedHashSet<>();
        long[] more = new long[1];
        search(comparison, buckets, difference -> {
            Suspect suspect = suspect(difference);
            if (suspects.size() < limit || suspects.contains(suspect)) {
                suspects.add(suspect);
            } else {
                more[0]++;
            }
        });
        return new Found(suspects, more[0]);
    }

    /** How rows without a key are now, as far as they still differ. */
    static void reread(Comparison comparison, BitSet buckets, Set<Suspect> wanted, Map<Suspect, Reading> into)
            throws SourceException {
        search(comparison, buckets, difference -> {
            Suspect suspect = suspect(difference);
            if (wanted.contains(suspect)) {
                SeenRows rows = new SeenRows(difference.copies(), 0, 0, String.join(" and ", difference.shards()));
                into.put(
                        suspect,
                        difference.kind() == Kind.MISSING
                                ? new Reading(rows, SeenRows.NONE, "")
                                : new Reading(SeenRows.NONE, rows, ""));
            }
        });
    }

    private static Suspect suspect(Difference difference) {
        return new Suspect(difference.key(), difference.key().isEmpty() ? difference.hash() : "");
    }

    private static void search(Comparison comparison, BitSet buckets, Consumer<Difference> onDifference)
            throws SourceException {
        RowFilter filter = RowFilter.ofBuckets(Buckets.byHash(RowDigests.BUCKETS), buckets);
        List<ShardReader> readers = new ArrayList<>();
        try (RowStream left = rows(comparison.left(), filter, readers);
                RowStream right = rows(comparison.right(), filter, readers)) {
            new RowMerge(left, right, onDifference).compare(Long.MAX_VALUE);
        } finally {
            readers.forEach(ShardReader::close);
        }
    }

    private static RowStream rows(Side side, RowFilter filter, List<ShardReader> readers) throws SourceException {
        List<ShardReader> opened =
                side.shards().stream().map(side.snapshots()::openReader).toList();
        readers.addAll(opened);
        return MergedRows.of(side, opened, filter);
    }
}
