package dev.shardproof.simulator.migration.port;

/** A step of the migration failed; the message says which one, on which shard, and what to do where that is known. */
public class MigrationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MigrationException(String message) {
        super(message);
    }

    public MigrationException(String message, Throwable cause) {
        super(message, cause);
    }
}
