package dev.shardproof.verifier.source;

import dev.shardproof.verifier.digest.RowImage;
import java.util.Optional;

/** Rows in ascending order of {@link RowImage#identity()}, read once, in constant memory. Not thread-safe. */
public interface RowStream extends AutoCloseable {

    /** The next row, or empty at the end. */
    Optional<RowImage> next() throws SourceException;

    @Override
    void close();
}
