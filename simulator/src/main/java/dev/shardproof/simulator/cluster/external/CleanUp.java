package dev.shardproof.simulator.cluster.external;

import dev.shardproof.simulator.topology.ShardId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what was made in one database since its inventory was taken, and nothing else: each object by its own
 * statement and never with CASCADE, so that nothing goes that is not on the list. Leaves the session open.
 */
final class CleanUp {

    private static final Logger LOG = LoggerFactory.getLogger(CleanUp.class);
    private static final long SLOT_WAIT_NANOS = 10_000_000_000L;
    private static final long SLOT_POLL_NANOS = 50_000_000L;

    private final ShardId shard;
    private final Connection session;
    private final String run;
    private final Set<String> before;
    private final LongSupplier nanoTime;

    /**
     * @param shard for messages
     * @param session the very session in which the server has said what it is
     * @param run whose scratch database goes as well
     * @param before what was there and stays, as {@code kind name}
     */
    CleanUp(ShardId shard, Connection session, String run, Set<String> before, LongSupplier nanoTime) {
        this.shard = shard;
        this.session = session;
        this.run = run;
        this.before = Set.copyOf(before);
        this.nanoTime = nanoTime;
    }

    /** Both steps on all servers. What fails on one is logged and keeps nothing from being done on the others. */
    static void perform(Collection<CleanUp> all) {
        all.forEach(one -> one.attempt(one::dropSubscriptions));
        all.forEach(one -> one.attempt(one::dropTheRest));
    }

    @FunctionalInterface
    private interface Step {
        void run() throws SQLException;
    }

    private void attempt(Step step) {
        try {
            step.run();
        } catch (SQLException e) {
            LOG.warn("The clean-up of shard {} failed: {}", shard, e.getMessage());
        }
    }

    /** The first step, to be done on all servers before the second: nobody reads the slots any more. */
    private void dropSubscriptions() throws SQLException {
        try (Statement statement = session.createStatement()) {
            for (DatabaseObject subscription : made("subscription")) {
                // Without its slot: the publisher may be gone, and the slot is dropped there.
                statement.execute("ALTER SUBSCRIPTION " + subscription.name() + " DISABLE");
                statement.execute("ALTER SUBSCRIPTION " + subscription.name() + " SET (slot_name = NONE)");
                statement.execute(subscription.drop());
            }
        }
    }

    /** The second step: everything else. What can not be removed is logged and stays in the inventory. */
    private void dropTheRest() throws SQLException {
        try (Statement statement = session.createStatement()) {
            for (DatabaseObject slot : made("replication slot")) {
                awaitIdle(statement, slot.name());
            }
            List<DatabaseObject> left = made();
            Map<DatabaseObject, String> failures = new LinkedHashMap<>();
            int size;
            do { // what another object still needs goes in a later round
                size = left.size();
                failures.clear();
                dropTogether(statement, made("table"));
                made().forEach(object -> drop(statement, object).ifPresent(reason -> failures.put(object, reason)));
                left = made();
            } while (!left.isEmpty() && left.size() < size);
            failures.forEach(
                    (object, reason) -> LOG.warn("Shard {}: the {} can not be removed: {}", shard, object, reason));
        }
    }

    /** Tables may refer to each other in circles. */
    private static void dropTogether(Statement statement, List<DatabaseObject> tables) {
        if (!tables.isEmpty()) {
            String names = tables.stream().map(DatabaseObject::name).collect(Collectors.joining(", "));
            drop(statement, new DatabaseObject("table", names, "DROP TABLE " + names));
        }
    }

    /** Why it could not be dropped; empty if it was. */
    private static Optional<String> drop(Statement statement, DatabaseObject object) {
        try {
            statement.execute(object.drop());
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The sender notices a little later that its receiver has gone; then it is ended. */
    private void awaitIdle(Statement statement, String slot) throws SQLException {
        String literal = "'" + slot.replace("'", "''") + "'";
        long deadline = nanoTime.getAsLong() + SLOT_WAIT_NANOS;
        while (isActive(statement, literal)) {
            if (nanoTime.getAsLong() > deadline) {
                statement.execute("SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots"
                        + " WHERE active_pid IS NOT NULL AND slot_name = " + literal);
                return;
            }
            LockSupport.parkNanos(SLOT_POLL_NANOS); // the server offers nothing to wait on; holds when interrupted too
        }
    }

    private static boolean isActive(Statement statement, String slot) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("SELECT active FROM pg_replication_slots WHERE slot_name = " + slot)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** What was made since and is still there. */
    List<DatabaseObject> made() throws SQLException {
        List<DatabaseObject> now = new ArrayList<>(DatabaseInventory.of(session, run));
        now.removeIf(object -> before.contains(object.toString()));
        return now;
    }

    private List<DatabaseObject> made(String kind) throws SQLException {
        return made().stream().filter(object -> object.kind().equals(kind)).toList();
    }
}
