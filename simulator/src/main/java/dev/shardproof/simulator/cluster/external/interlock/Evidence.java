package dev.shardproof.simulator.cluster.external.interlock;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a server has said about itself in answer to the marker query.
 *
 * @param database the database that the session is really in
 * @param systemIdentifier which cluster of PostgreSQL this is; physical replicas share it
 * @param version as in {@code 18.6}
 * @param address where the server sees itself; empty on a Unix socket
 * @param standby whether it is in recovery
 * @param readOnly whether transactions are read-only by default
 * @param encrypted whether this connection uses TLS
 * @param walLevel {@code wal_level}
 * @param freeSlots replication slots that can still be made
 * @param rights what the role may do
 * @param tables the user's tables in the database, at most a few of them
 * @param leftovers publications, subscriptions, slots and databases with names that are Shardproof's
 * @param marker the marker; empty if there is none
 */
public record Evidence(
        String database,
        String systemIdentifier,
        String version,
        Optional<String> address,
        boolean standby,
        boolean readOnly,
        boolean encrypted,
        String walLevel,
        int freeSlots,
        Rights rights,
        List<String> tables,
        List<String> leftovers,
        Optional<Marker> marker) {

    public Evidence {
        Objects.requireNonNull(database, "database is null");
        Objects.requireNonNull(systemIdentifier, "systemIdentifier is null");
        Objects.requireNonNull(version, "version is null");
        Objects.requireNonNull(address, "address is null");
        Objects.requireNonNull(walLevel, "walLevel is null");
        Objects.requireNonNull(rights, "rights is null");
        Objects.requireNonNull(marker, "marker is null");
        tables = List.copyOf(tables);
        leftovers = List.copyOf(leftovers);
    }

    /**
     * What the role may do.
     *
     * @param superuser everything
     * @param missing the rights that a rehearsal needs and the role has not, in words
     * @param createDatabase whether it may create databases
     */
    public record Rights(boolean superuser, List<String> missing, boolean createDatabase) {
        public Rights {
            missing = List.copyOf(missing);
        }
    }

    /**
     * What goes by the marker's name.
     *
     * @param kind {@code pg_class.relkind}
     * @param columns names and types
     * @param readable whether the role may read it
     * @param filtered whether row-level security could hide rows
     * @param rows what stands in it; nothing if it is not an ordinary readable table of the right columns
     */
    public record Marker(String kind, String columns, boolean readable, boolean filtered, List<Row> rows) {
        public Marker {
            Objects.requireNonNull(kind, "kind is null");
            Objects.requireNonNull(columns, "columns is null");
            rows = List.copyOf(rows);
        }
    }

    /**
     * One row of the marker; every part may be NULL.
     *
     * @param expires when, for people
     * @param expired whether that is over, by the server's clock
     * @param tooLong whether it holds for longer than a marker may
     */
    public record Row(
            Optional<String> scenario,
            Optional<String> owner,
            Optional<String> database,
            Optional<String> systemIdentifier,
            Optional<Boolean> scratchDatabases,
            Optional<String> expires,
            boolean expired,
            boolean tooLong) {}
}
