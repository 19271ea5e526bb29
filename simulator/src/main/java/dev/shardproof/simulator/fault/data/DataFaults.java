package dev.shardproof.simulator.fault.data;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.ExpectedEffect;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.Summary;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.probe.SqlProbe;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Damages rows or definitions on one shard, and mends them at the fault's end. Which rows it will be is chosen when the
 * fault is measured for the first time; the probe then looks for itself what has become of them.
 *
 * <p>The damage stays on its shard: it is written under a replication origin of its own, which the migrator's subscriptions
 * do not pass on ({@code origin = none}), and without firing triggers. Only on servers that Shardproof has started itself,
 * for these end with the process that could no longer mend them. Thread-safe.
 */
public final class DataFaults implements FaultFamily {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration FOR_ROWS = Duration.ofSeconds(10);
    private static final long LOOK_AGAIN_MILLIS = 100;

    /** The origin has a name for each session, for one that is in use can not be used by another. */
    private static final String BEGIN = "SET session_replication_role = replica; SET lock_timeout = '10s';"
            + " SELECT pg_replication_origin_create('shardproof_damage_' || pg_backend_pid());"
            + " SELECT pg_replication_origin_session_setup('shardproof_damage_' || pg_backend_pid())";

    private static final String END = "SELECT pg_replication_origin_session_reset();"
            + " SELECT pg_replication_origin_drop('shardproof_damage_' || pg_backend_pid())";

    private final Cluster cluster;
    private final LongSupplier nanoTime;
    private final Map<Fault, Damage> chosen = new ConcurrentHashMap<>();

    /**
     * @param cluster stays the caller's
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public DataFaults(Cluster cluster, LongSupplier nanoTime) {
        this.cluster = Objects.requireNonNull(cluster, "cluster is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    /** The names of all kinds of damage, as the catalogue must list them. */
    static List<String> damages() {
        List<String> names = new ArrayList<>();
        for (RowDamage damage : RowDamage.values()) {
            names.add(damage.key());
        }
        for (DefinitionDamage damage : DefinitionDamage.values()) {
            names.add(damage.key());
        }
        return names;
    }

    @Override
    public Set<FaultKind> kinds() {
        boolean own = cluster.shards().stream()
                .allMatch(server -> cluster.control(server.id()).isPresent());
        return own ? Set.of(FaultKind.CORRUPT_DATA) : Set.of();
    }

    @Override
    public List<Measure> measures(Fault fault) {
        Damage damage = choose(fault);
        chosen.put(fault, damage);
        String figure = "%s of %s on %s"
                .formatted(
                        fault.text("damage"), fault.text("table"), server(fault).id());
        return List.of(
                new Measure(
                        ExpectedEffect.bite(figure, "found", Summary.GREATEST, damage.size() - 0.5),
                        probe(fault, damage)),
                new Measure(
                        ExpectedEffect.healing(figure + " in the end", "found", Summary.LAST, 0),
                        probe(fault, damage)));
    }

    private SqlProbe probe(Fault fault, Damage damage) {
        return new SqlProbe(sessions(fault), damage::present);
    }

    @Override
    public ActiveFault inject(Fault fault, Duration timeToLive) {
        Damage damage = Optional.ofNullable(chosen.remove(fault)).orElseGet(() -> choose(fault));
        try {
            inTransaction(fault, damage::plant);
        } catch (SQLException e) {
            throw new FaultException("%s was not injected: %s".formatted(fault.name(), e.getMessage()), e);
        }
        return new Acting(fault, damage);
    }

    private Damage choose(Fault fault) {
        try (Connection session = sessions(fault).getConnection()) {
            DamagedTable table = DamagedTable.read(session, fault.text("table"));
            Optional<DefinitionDamage> definition = DefinitionDamage.ofKey(fault.text("damage"));
            return definition.isPresent()
                    ? definition.get().choose(session, table)
                    : rows(
                            fault,
                            session,
                            table,
                            RowDamage.ofKey(fault.text("damage")).orElseThrow());
        } catch (SQLException e) {
            throw new FaultException("%s: what to damage is not known: %s".formatted(fault.name(), e.getMessage()), e);
        }
    }

    /** A migration may still be bringing the rows. */
    private Damage rows(Fault fault, Connection session, DamagedTable table, RowDamage kind) throws SQLException {
        int wanted = Math.toIntExact(fault.count("rows"));
        long begin = nanoTime.getAsLong();
        while (true) {
            Damage damage =
                    DamagedRows.choose(session, table, kind, kind == RowDamage.SWAPPED_VALUES ? 2 * wanted : wanted);
            if (damage.size() >= wanted) {
                return damage;
            }
            if (nanoTime.getAsLong() - begin > FOR_ROWS.toNanos()) {
                throw new FaultException("%s: table %s on %s has %d rows that %s can be done to, %d are to be damaged"
                        .formatted(fault.name(), table.name(), server(fault).id(), damage.size(), kind.key(), wanted));
            }
            pause();
        }
    }

    /** Rows come while it waits; waiting is the feature. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FaultException("interrupted while waiting for rows to damage", e);
        }
    }

    private ShardServer server(Fault fault) {
        return cluster.shard(fault.target().requireShard());
    }

    private DataSource sessions(Fault fault) {
        ShardServer server = server(fault);
        String seconds = Long.toString(PATIENCE.toSeconds());
        return server.dataSource(
                server.endpoint(),
                server.database(),
                Map.of("connectTimeout", seconds, "loginTimeout", seconds, "socketTimeout", seconds));
    }

    @FunctionalInterface
    private interface Work {
        void run(Connection session) throws SQLException;
    }

    private void inTransaction(Fault fault, Work work) throws SQLException {
        try (Connection session = sessions(fault).getConnection();
                Statement statement = session.createStatement()) {
            statement.execute(BEGIN);
            try {
                session.setAutoCommit(false);
                try {
                    work.run(session);
                    session.commit();
                } catch (SQLException e) {
                    session.rollback();
                    throw e;
                } finally {
                    session.setAutoCommit(true);
                }
            } finally {
                statement.execute(END);
            }
        }
    }

    private final class Acting implements ActiveFault {
        private final Fault fault;
        private final Damage damage;
        private boolean healed;

        Acting(Fault fault, Damage damage) {
            this.fault = fault;
            this.damage = damage;
        }

        @Override
        public Fault fault() {
            return fault;
        }

        @Override
        public synchronized void close() {
            if (healed) {
                return;
            }
            try {
                inTransaction(fault, damage::undo);
            } catch (SQLException e) {
                throw new FaultException("%s was not healed: %s".formatted(fault.name(), e.getMessage()), e);
            }
            healed = true;
        }
    }
}
