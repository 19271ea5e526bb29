package dev.shardproof.simulator.client;

import java.util.List;
import java.util.Objects;

/**
 * What a client asks for: some statements as one transaction on the shard that owns its keys, or a read on every shard.
 *
 * @param key a key of the client's key type
 * @param alsoKeys further keys; where another shard owns one of them, the request is rejected
 * @param everyShard whether the statements are executed on every shard that owns a range, each once; for reads only. In
 *     their text <code>{owned:column}</code> becomes the condition that the shard owns the key in that column: shards hold
 *     rows that they do not own while a reshard is under way
 * @param write whether the statements change data
 * @param statements at least one
 */
public record ClientRequest(
        Object key, List<Object> alsoKeys, boolean everyShard, boolean write, List<ClientStatement> statements) {

    public ClientRequest {
        Objects.requireNonNull(key, "key is null");
        alsoKeys = List.copyOf(alsoKeys);
        statements = List.copyOf(statements);
        if (statements.isEmpty()) {
            throw new IllegalArgumentException("a request without statements");
        }
        if (everyShard && write) {
            throw new IllegalArgumentException("a request may not write to every shard");
        }
    }

    /** On the owner of one key. */
    public ClientRequest(Object key, boolean write, List<ClientStatement> statements) {
        this(key, List.of(), false, write, statements);
    }
}
