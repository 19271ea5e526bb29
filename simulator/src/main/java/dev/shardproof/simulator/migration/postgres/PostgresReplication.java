package dev.shardproof.simulator.migration.postgres;

import dev.shardproof.simulator.migration.port.MigrationClock;
import dev.shardproof.simulator.migration.port.MigrationException;
import dev.shardproof.simulator.migration.port.ReplicationPort;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.ShardingStrategy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.replication.ReplicationSlotInfo;

/**
 * One publication, one slot, one subscription, all of one name. {@code origin = none} keeps a change from going round
 * in circles between a forward and a reverse stream.
 */
final class PostgresReplication implements ReplicationPort {

    private static final Duration SLOT_RELEASE = Duration.ofSeconds(10);

    private final String name;
    private final ShardAccess access;
    private final ShardSession publisher;
    private final ShardSession subscriber;
    private final List<MovingTable> tables;
    private final List<KeyRange> ranges;
    private final ShardingStrategy strategy;
    private final boolean exportSnapshot;
    private final MigrationClock clock;
    private Connection snapshotHolder;
    private String snapshot = "";
    private long lastMarker;

    /**
     * @param name of publication, slot and subscription
     * @param exportSnapshot whether {@link #open} leaves a snapshot for a copy
     */
    PostgresReplication(
            String name,
            ShardAccess access,
            ShardSession publisher,
            ShardSession subscriber,
            List<MovingTable> tables,
            List<KeyRange> ranges,
            ShardingStrategy strategy,
            boolean exportSnapshot,
            MigrationClock clock) {
        this.name = name;
        this.access = access;
        this.publisher = publisher;
        this.subscriber = subscriber;
        this.tables = tables;
        this.ranges = ranges;
        this.strategy = strategy;
        this.exportSnapshot = exportSnapshot;
        this.clock = clock;
    }

    @Override
    public void open() {
        String published = tables.stream()
                .map(table -> table.sql() + " WHERE (" + Sql.within(table, strategy, ranges, "") + ")")
                .collect(Collectors.joining(", "));
        publisher.execute(
                "creating the publication " + name,
                List.of("CREATE PUBLICATION %s FOR TABLE %s, shardproof.marker WHERE (stream = %s)"
                                .formatted(name, published, Sql.literal(name))
                        // No TRUNCATE: row filters do not apply to it, it would empty the other shard's own rows too.
                        + " WITH (publish = 'insert, update, delete', publish_via_partition_root = true)"));
        if (exportSnapshot) {
            openSlotWithSnapshot();
        } else {
            publisher.rows(
                    "creating the slot " + name, "SELECT pg_create_logical_replication_slot(?, 'pgoutput')", name);
        }
    }

    private void openSlotWithSnapshot() {
        try {
            snapshotHolder = access.openReplication(publisher.shard());
            ReplicationSlotInfo slot = snapshotHolder
                    .unwrap(PGConnection.class)
                    .getReplicationAPI()
                    .createReplicationSlot()
                    .logical()
                    .withSlotName(name)
                    .withOutputPlugin("pgoutput")
                    .make();
            snapshot = slot.getSnapshotName();
        } catch (SQLException e) {
            throw new MigrationException(
                    "creating the slot %s on shard %s failed: %s".formatted(name, publisher.shard(), e.getMessage()),
                    e);
        }
    }

    /** The snapshot at which the slot begins; it can be imported until {@link #releaseSnapshot}. */
    String snapshot() {
        return snapshot;
    }

    /** Lets go of the snapshot; sessions that have imported it keep it. */
    void releaseSnapshot() {
        if (snapshotHolder != null) {
            try {
                snapshotHolder.close();
            } catch (SQLException e) {
                // The session is given up either way; the server ends it when the socket closes.
            }
            snapshotHolder = null;
        }
    }

    @Override
    public void start() {
        String sql = ("CREATE SUBSCRIPTION %s CONNECTION %s PUBLICATION %s WITH (create_slot = false,"
                        + " slot_name = %s, copy_data = false, origin = none)")
                .formatted(
                        name,
                        Sql.literal(
                                access.conninfo(publisher.shard(), subscriber.shard()) + " application_name=" + name),
                        name,
                        Sql.literal(name));
        subscriber.call("creating the subscription " + name, session -> {
            SecretStatement.execute(session, sql);
            return null;
        });
    }

    @Override
    public long lagBytes() {
        String errors = subscriber
                .rows(
                        "asking for apply errors of " + name,
                        "SELECT coalesce(max(apply_error_count), 0) FROM pg_stat_subscription_stats WHERE subname = ?",
                        name)
                .get(0)
                .get(0);
        if (!errors.equals("0")) {
            throw new MigrationException(
                    ("subscription %s could not apply a change on shard %s (%s errors): the server's log has the"
                                    + " conflict")
                            .formatted(name, subscriber.shard(), errors));
        }
        List<List<String>> slot = publisher.rows(
                "measuring the lag of " + name,
                "SELECT greatest(pg_current_wal_lsn() - confirmed_flush_lsn, 0)::bigint"
                        + " FROM pg_replication_slots WHERE slot_name = ?",
                name);
        if (slot.isEmpty()) {
            throw new MigrationException(
                    "slot %s on shard %s is gone: changes since then are lost".formatted(name, publisher.shard()));
        }
        return Long.parseLong(slot.get(0).get(0));
    }

    @Override
    public long writeMarker() {
        long marker = ++lastMarker;
        publisher.rows(
                "writing a marker for " + name,
                "INSERT INTO shardproof.marker (stream, id) VALUES (?, ?) RETURNING id",
                name,
                marker);
        return marker;
    }

    @Override
    public boolean hasMarker(long marker) {
        return !subscriber
                .rows(
                        "looking for a marker of " + name,
                        "SELECT 1 FROM shardproof.marker WHERE stream = ? AND id = ?",
                        name,
                        marker)
                .isEmpty();
    }

    @Override
    public void drop() {
        releaseSnapshot();
        try {
            dropSubscription();
        } finally {
            // Also where the subscriber is gone: a slot that nobody reads fills the publisher's disk.
            dropSlot();
            publisher.execute("dropping the publication " + name, List.of("DROP PUBLICATION IF EXISTS " + name));
        }
    }

    private void dropSubscription() {
        if (!subscriber
                .rows("looking for the subscription " + name, "SELECT 1 FROM pg_subscription WHERE subname = ?", name)
                .isEmpty()) {
            // Without its slot first: dropping it together would need the link, which may be the broken part.
            subscriber.execute(
                    "dropping the subscription " + name,
                    List.of(
                            "ALTER SUBSCRIPTION " + name + " DISABLE",
                            "ALTER SUBSCRIPTION " + name + " SET (slot_name = NONE)",
                            "DROP SUBSCRIPTION " + name));
        }
    }

    /** The sender notices a little later that its receiver has gone; until then the slot can not be dropped. */
    private void dropSlot() {
        long deadline = clock.nanoTime() + SLOT_RELEASE.toNanos();
        while (true) {
            List<List<String>> slot = publisher.rows(
                    "looking for the slot " + name,
                    "SELECT active FROM pg_replication_slots WHERE slot_name = ?",
                    name);
            if (slot.isEmpty()) {
                return;
            }
            if (slot.get(0).get(0).equals("f")) {
                publisher.rows("dropping the slot " + name, "SELECT pg_drop_replication_slot(?)", name);
                return;
            }
            if (clock.nanoTime() > deadline) {
                publisher.rows(
                        "ending the sender of " + name,
                        "SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE slot_name = ?",
                        name);
            }
            try {
                clock.sleep(Duration.ofMillis(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MigrationException("interrupted while dropping the slot " + name, e);
            }
        }
    }
}
