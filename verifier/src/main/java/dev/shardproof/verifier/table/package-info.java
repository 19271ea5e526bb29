/**
 * What a table looks like: as the caller names it ({@link dev.shardproof.verifier.table.TableSpec}), as one shard's
 * catalogue describes it ({@link dev.shardproof.verifier.table.TableShape}), and as all shards of a side can be read
 * ({@link dev.shardproof.verifier.table.TableLayout}). Values only, no {@code java.sql}.
 *
 * <p>Imports {@code verifier.keyspace}.
 */
package dev.shardproof.verifier.table;
