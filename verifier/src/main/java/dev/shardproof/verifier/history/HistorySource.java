package dev.shardproof.verifier.history;

import java.io.IOException;
import java.util.function.Consumer;

/** A history that can be read from its beginning to its end, as often as wanted; usually a {@link HistoryReader}. */
@FunctionalInterface
public interface HistorySource {

    /**
     * Hands every operation to {@code consumer}, about in the order in which they ended.
     *
     * @throws IOException if the history can not be read or is damaged
     */
    HistoryReader.Extent read(Consumer<ClientOperation> consumer) throws IOException;
}
