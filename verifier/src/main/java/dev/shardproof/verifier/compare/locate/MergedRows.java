package dev.shardproof.verifier.compare.locate;

import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.digest.RowFilter;
import dev.shardproof.verifier.digest.RowImage;
import dev.shardproof.verifier.source.RowStream;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SourceException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** The rows of several shards as one stream in ascending order of identity; its closing closes them all. */
public final class MergedRows implements RowStream {

    private record Head(RowImage row, RowStream rest) {}

    private final PriorityQueue<Head> heads =
            new PriorityQueue<>(Comparator.comparingLong(head -> head.row().identity()));
    private final List<RowStream> streams;

    private MergedRows(List<RowStream> streams) throws SourceException {
        this.streams = List.copyOf(streams);
        for (RowStream stream : streams) {
            advance(stream);
        }
    }

    /** The rows of one side that pass the filter, read by one reader a shard. */
    public static MergedRows of(Side side, List<ShardReader> readers, RowFilter filter) throws SourceException {
        List<RowStream> streams = new ArrayList<>();
        try {
            for (ShardReader reader : readers) {
                streams.add(reader.rows(side.table(), side.slice(), filter));
            }
            return new MergedRows(streams);
        } catch (SourceException e) {
            streams.forEach(RowStream::close);
            throw e;
        }
    }

    @Override
    public Optional<RowImage> next() throws SourceException {
        Head head = heads.poll();
        if (head == null) {
            return Optional.empty();
        }
        advance(head.rest());
        return Optional.of(head.row());
    }

    private void advance(RowStream stream) throws SourceException {
        stream.next().ifPresent(row -> heads.add(new Head(row, stream)));
    }

    @Override
    public void close() {
        streams.forEach(RowStream::close);
    }
}
