package dev.shardproof.verifier.selftest;

import dev.shardproof.verifier.source.ShardDatabase;
import java.util.List;

/**
 * Empty databases that nobody else uses: one source and two targets. Closing it removes them.
 *
 * <p>Not thread-safe.
 */
public interface Sandbox extends AutoCloseable {

    /** Opens a sandbox; it may take seconds. */
    @FunctionalInterface
    interface Factory {
        Sandbox open() throws Exception;
    }

    /** Where it is, for the report, e.g. {@code PostgreSQL 18.6, embedded}. */
    String description();

    /** One database that plays the source, as a role that may create what it likes. */
    ShardDatabase source();

    /** Two databases that play the targets. */
    List<ShardDatabase> targets();

    /** Runs statements on the database of that name, in one transaction. */
    void execute(String database, String sql) throws Exception;

    @Override
    void close();
}
