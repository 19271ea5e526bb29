package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.check.Finding.Kind;
import dev.shardproof.verifier.source.RowImage;
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
        Map<List<String>, Map<String, Long>> surplus = new LinkedHashMap<>();
        lefts.forEach(row -> surplus.computeIfAbsent(row.key(), key -> new LinkedHashMap<>())
                .merge(row.hash(), row.copies(), Long::sum));
        rights.forEach(row -> surplus.computeIfAbsent(row.key(), key -> new LinkedHashMap<>())
                .merge(row.hash(), -row.copies(), Long::sum));
        examined += Math.max(copies(lefts), copies(rights));
        surplus.forEach(this::report);
    }

    private void report(List<String> key, Map<String, Long> surplus) {
        surplus.values().removeIf(copies -> copies == 0);
        List<String> hashes = List.copyOf(surplus.keySet());
        // The same key once on each side, with other contents: one row that differs, not one lost and one too many.
        if (!key.isEmpty()
                && hashes.size() == 2
                && surplus.get(hashes.get(0)) == 1
                && surplus.get(hashes.get(1)) == -1) {
            onDifference.accept(new Difference(Kind.DIFFERENT, key, hashes.get(1), 1));
            return;
        }
        surplus.forEach((hash, copies) -> onDifference.accept(
                new Difference(copies > 0 ? Kind.MISSING : Kind.EXTRA, key, hash, Math.abs(copies))));
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
