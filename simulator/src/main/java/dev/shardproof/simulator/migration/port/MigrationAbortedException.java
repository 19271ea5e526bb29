package dev.shardproof.simulator.migration.port;

/** Somebody wants the migration to be given up: no step is to be tried again. */
public final class MigrationAbortedException extends MigrationException {

    private static final long serialVersionUID = 1L;

    public MigrationAbortedException(String message) {
        super(message);
    }
}
