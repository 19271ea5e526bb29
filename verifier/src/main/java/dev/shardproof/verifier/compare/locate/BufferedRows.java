package dev.shardproof.verifier.compare.locate;

import dev.shardproof.verifier.digest.RowImage;
import dev.shardproof.verifier.source.RowStream;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Rows that are in memory, as a stream. */
final class BufferedRows implements RowStream {

    private final Iterator<RowImage> rows;

    /** @param rows in any order */
    BufferedRows(List<RowImage> rows) {
        this.rows = rows.stream()
                .sorted(Comparator.comparingLong(RowImage::identity))
                .iterator();
    }

    @Override
    public Optional<RowImage> next() {
        return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
    }

    @Override
    public void close() {
        // Nothing is held but memory.
    }
}
