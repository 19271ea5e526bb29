package dev.shardproof.loadgen.workload;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * One small transaction on the one shard that owns its keys, or the same statements on every shard.
 *
 * @param name what kind of operation it is; reports and Gatling group by it
 * @param write whether it changes data
 * @param key the shard key: Long, String or UUID
 * @param statements what to execute, in this order, in one transaction on one connection
 * @param instance which instance of the application it arrives at, from 0
 * @param alsoKeys further keys that it touches; it is rejected where another shard owns one of them
 * @param everyShard whether it is executed on every shard, each once, instead of on the owner of its key; for reads only.
 *     In its text <code>{owned:column}</code> stands for the condition that the shard owns the key in that column
 * @param intent what the history is to say about it
 */
public record Operation(
        String name,
        boolean write,
        Object key,
        List<SqlStatement> statements,
        int instance,
        List<Object> alsoKeys,
        boolean everyShard,
        Intent intent) {
    public Operation {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(key, "key is null");
        statements = List.copyOf(statements);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name is empty");
        }
        Objects.requireNonNull(intent, "intent is null");
        alsoKeys = List.copyOf(alsoKeys);
        requireShardKey(key);
        alsoKeys.forEach(Operation::requireShardKey);
        if (everyShard && write) {
            throw new IllegalArgumentException("operation %s writes to every shard".formatted(name));
        }
        if (statements.isEmpty()) {
            throw new IllegalArgumentException("operation " + name + " has no statements");
        }
        if (instance < 0) {
            throw new IllegalArgumentException("operation %s: instance %d".formatted(name, instance));
        }
    }

    /** An operation that arrives at the first instance. */
    public Operation(String name, boolean write, Object key, List<SqlStatement> statements) {
        this(name, write, key, statements, Intent.NONE);
    }

    /** An operation on one key that arrives at the first instance. */
    public Operation(String name, boolean write, Object key, List<SqlStatement> statements, Intent intent) {
        this(name, write, key, statements, 0, List.of(), false, intent);
    }

    /** The same operation, arriving at another instance. */
    Operation at(int otherInstance) {
        return new Operation(name, write, key, statements, otherInstance, alsoKeys, everyShard, intent);
    }

    /** The same operation with other statements. */
    Operation with(List<SqlStatement> otherStatements) {
        return new Operation(name, write, key, otherStatements, instance, alsoKeys, everyShard, intent);
    }

    /** Refuses what is not of a supported type. */
    static void requireShardKey(Object key) {
        if (!(key instanceof Long || key instanceof String || key instanceof UUID)) {
            throw new IllegalArgumentException("a shard key of %s is not supported: use Long, String or UUID"
                    .formatted(key.getClass().getName()));
        }
    }
}
