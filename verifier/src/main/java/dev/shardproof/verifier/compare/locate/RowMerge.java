package dev.shardproof.verifier.compare.locate;

import dev.shardproof.verifier.check.Finding.Kind;
import dev.shardproof.verifier.digest.RowImage;
import dev.shardproof.verifier.source.RowStream;
import dev.shardproof.verifier.source.SourceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Walks two row streams side by side, in memory that does not grow with their length, and reports what differs. Rows
 * meet by identity hash and then by key, so two keys of one hash do no harm. Not thread-safe.
 */
public final class RowMerge {

    private final Cursor left;
    private final Cursor right;
    private final Consumer<Difference> onDifference;
    private long examined;

    /** The streams stay the caller's to close. */
    public RowMerge(RowStream left, RowStream right, Consumer<Difference> onDifference) {
        this.left = new Cursor(left);
        this.right = new Cursor(right);
        this.onDifference = onDifference;
    }

    /**
     * Compares until both streams end, or at least {@code limit} rows were compared. A row that is on both sides counts
     * once.
     *
     * @return how many rows were compared
     */
    public long compare(long limit) throws SourceException {
        left.advance();
        right.advance();
        while (examined < limit && (left.current.isPresent() || right.current.isPresent())) {
            long identity = Math.min(left.identity(), right.identity());
            judge(left.take(identity), right.take(identity));
        }
        return examined;
    }

    /** Rows of one identity hash, nearly always one of one key. */
    private void judge(List<RowImage> lefts, List<RowImage> rights) {
        examined += Math.max(copies(lefts), copies(rights));
        if (lefts.size() == 1 && rights.size() == 1 && same(lefts.get(0), rights.get(0))) {
            return; // as nearly all are
        }
        Map<List<String>, List<Surplus>> keys = new LinkedHashMap<>();
        for (RowImage row : lefts) {
            keys.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(new Surplus(row, row.copies()));
        }
        for (RowImage row : rights) {
            keys.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(new Surplus(row, -row.copies()));
        }
        keys.forEach((key, rows) -> report(key, cancel(rows)));
    }

    private static boolean same(RowImage left, RowImage right) {
        return left.hash() == right.hash()
                && left.copies() == right.copies()
                && left.key().equals(right.key());
    }

    /** Rows of one key and image meet across the sides; what is left has no match. Left ones first. */
    private static List<Surplus> cancel(List<Surplus> rows) {
        Map<Long, Surplus> byHash = new LinkedHashMap<>();
        for (Surplus next : rows) {
            byHash.merge(next.row().hash(), next, Surplus::plus);
        }
        return byHash.values().stream().filter(surplus -> surplus.copies() != 0).toList();
    }

    private void report(List<String> key, List<Surplus> surplus) {
        // The same key once on each side, with other contents: one row that differs, not one lost and one too many.
        if (!key.isEmpty()
                && surplus.size() == 2
                && surplus.get(0).copies() == 1
                && surplus.get(1).copies() == -1) {
            List<String> shards =
                    List.of(surplus.get(0).row().shard(), surplus.get(1).row().shard());
            onDifference.accept(
                    new Difference(Kind.DIFFERENT, key, surplus.get(1).row().hexHash(), 1, shards));
            return;
        }
        surplus.forEach(one -> onDifference.accept(new Difference(
                one.copies() > 0 ? Kind.MISSING : Kind.EXTRA,
                key,
                one.row().hexHash(),
                Math.abs(one.copies()),
                List.of(one.row().shard()))));
    }

    /** How many more copies of a row the left side has; fewer, if negative. The row is one of the side that has more. */
    private record Surplus(RowImage row, long copies) {
        Surplus plus(Surplus other) {
            long sum = copies + other.copies;
            return new Surplus(Long.signum(sum) == Long.signum(other.copies) ? other.row : row, sum);
        }
    }

    private static long copies(List<RowImage> rows) {
        return rows.stream().mapToLong(RowImage::copies).sum();
    }

    private static final class Cursor {
        private final RowStream stream;
        private Optional<RowImage> current = Optional.empty();

        Cursor(RowStream stream) {
            this.stream = stream;
        }

        void advance() throws SourceException {
            current = stream.next();
        }

        long identity() {
            return current.map(RowImage::identity).orElse(Long.MAX_VALUE);
        }

        List<RowImage> take(long identity) throws SourceException {
            List<RowImage> rows = new ArrayList<>();
            while (current.isPresent() && identity() == identity) {
                rows.add(current.get());
                advance();
            }
            return rows;
        }
    }
}
