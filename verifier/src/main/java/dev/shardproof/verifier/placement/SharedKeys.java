package dev.shardproof.verifier.placement;

import dev.shardproof.verifier.digest.RowImage;
import dev.shardproof.verifier.source.RowStream;
import dev.shardproof.verifier.source.SourceException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;

/** Finds keys that several shards hold, by merging their key streams in memory that does not grow with them. */
final class SharedKeys {

    private record Head(String shard, RowStream rest, RowImage row) {}

    private final PriorityQueue<Head> heads =
            new PriorityQueue<>(Comparator.comparingLong(head -> head.row().identity()));

    /** The streams, by shard, stay the caller's to close. */
    SharedKeys(Map<String, RowStream> streams) throws SourceException {
        for (Map.Entry<String, RowStream> stream : streams.entrySet()) {
            advance(stream.getKey(), stream.getValue());
        }
    }

    /** Reports each key that more than one shard has, with those shards. */
    void find(BiConsumer<List<String>, List<String>> onShared) throws SourceException {
        while (!heads.isEmpty()) {
            long identity = heads.peek().row().identity();
            Map<List<String>, List<String>> shardsByKey = new LinkedHashMap<>();
            while (!heads.isEmpty() && heads.peek().row().identity() == identity) {
                Head head = heads.poll();
                shardsByKey
                        .computeIfAbsent(head.row().key(), key -> new ArrayList<>())
                        .add(head.shard());
                advance(head.shard(), head.rest());
            }
            shardsByKey.forEach((key, shards) -> {
                if (shards.stream().distinct().count() > 1) {
                    onShared.accept(key, shards.stream().distinct().sorted().toList());
                }
            });
        }
    }

    private void advance(String shard, RowStream stream) throws SourceException {
        Optional<RowImage> next = stream.next();
        next.ifPresent(row -> heads.add(new Head(shard, stream, row)));
    }
}
