package dev.shardproof.verifier.compare.locate;

import dev.shardproof.verifier.digest.RowImage;
import dev.shardproof.verifier.source.RowStream;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Rows from a list. */
public final class InMemoryRowStream implements RowStream {

    private final Iterator<RowImage> rows;

    public InMemoryRowStream(RowImage... rows) {
        this.rows = List.of(rows).iterator();
    }

    @Override
    public Optional<RowImage> next() {
        return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
    }

    @Override
    public void close() {}
}
