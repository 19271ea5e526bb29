package dev.shardproof.simulator.fault.server;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.fault.ActingFault;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.ExpectedEffect;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.Probe;
import dev.shardproof.simulator.fault.Summary;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.probe.ConnectProbe;
import dev.shardproof.simulator.fault.probe.SqlProbe;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Faults that are sessions: they take all slots, hold a lock, or keep a transaction open. Thread-safe.
 *
 * <p>None needs a watchdog: the server ends a session whose client is gone, and one that was idle for the time to live (see
 * {@link ShardSessions#openHolder}).
 */
final class SessionFaults implements FaultFamily {

    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final double MOST_SAMPLES = 0.6;

    /** What tells a transaction that stays open from one that is just at work. */
    private static final double OLD_SECONDS = 0.8;

    private static final String OLDEST_TRANSACTION =
            "SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)"
                    + " FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND datname = current_database()";

    private final Cluster cluster;
    private final LongSupplier nanoTime;

    SessionFaults(Cluster cluster, LongSupplier nanoTime) {
        this.cluster = cluster;
        this.nanoTime = nanoTime;
    }

    @Override
    public Set<FaultKind> kinds() {
        return Set.of(FaultKind.CONNECTION_EXHAUSTION, FaultKind.LOCK_HOLDER, FaultKind.LONG_TRANSACTION);
    }

    @Override
    public ActiveFault inject(Fault fault, Duration timeToLive) {
        ShardSessions sessions = new ShardSessions(server(fault));
        return switch (fault.kind()) {
            case CONNECTION_EXHAUSTION -> {
                TakenSlots slots = new TakenSlots(sessions, timeToLive, nanoTime);
                yield ActingFault.begin(fault, ServerFaults.NO_LEASE, slots::take, slots::giveBack);
            }
            case LOCK_HOLDER ->
                transaction(
                        fault,
                        sessions,
                        timeToLive,
                        "LOCK TABLE %s IN %s MODE".formatted(table(fault), lock(fault).held));
            default -> transaction(fault, sessions, timeToLive, "SELECT pg_current_xact_id()");
        };
    }

    private static ActiveFault transaction(Fault fault, ShardSessions sessions, Duration timeToLive, String begin) {
        OpenTransaction transaction = new OpenTransaction(sessions, timeToLive, begin);
        return ActingFault.begin(fault, ServerFaults.NO_LEASE, transaction::open, transaction::end);
    }

    @Override
    public List<Measure> measures(Fault fault) {
        ShardServer server = server(fault);
        ShardSessions sessions = new ShardSessions(server);
        return switch (fault.kind()) {
            case CONNECTION_EXHAUSTION ->
                List.of(new Measure(
                        share("new sessions refused by %s for want of slots".formatted(server.id())),
                        ConnectProbe.refusedWith(sessions.forProbes(), TOO_MANY_CONNECTIONS)));
            case LOCK_HOLDER ->
                List.of(new Measure(
                        share("locks for %s on %s refused by %s"
                                .formatted(lock(fault).use, fault.text("table"), server.id())),
                        lockProbe(fault, sessions)));
            default ->
                List.of(new Measure(
                        ExpectedEffect.of(
                                "age of the oldest transaction with an id on " + server.id(),
                                "s",
                                Summary.GREATEST,
                                OLD_SECONDS,
                                OLD_SECONDS / 2),
                        new SqlProbe(sessions.forProbes(), SqlProbe.number(OLDEST_TRANSACTION))));
        };
    }

    private static ExpectedEffect share(String figure) {
        return ExpectedEffect.of(figure, "share", Summary.MEAN, MOST_SAMPLES, 0);
    }

    /** Asks for what an application needs, and does not wait for it. */
    private Probe lockProbe(Fault fault, ShardSessions sessions) {
        return new SqlProbe(
                sessions.forProbes(),
                SqlProbe.refused(
                        "LOCK TABLE %s IN %s MODE NOWAIT".formatted(table(fault), lock(fault).asked),
                        LOCK_NOT_AVAILABLE));
    }

    /**
     * The table's name in SQL.
     *
     * @throws FaultException if there is no such table; it names those that there are
     */
    private String table(Fault fault) {
        ShardServer server = server(fault);
        try (Connection session = new ShardSessions(server).forFaults().getConnection()) {
            return new TableNames(session).quoted(fault.text("table"), server);
        } catch (SQLException e) {
            throw new FaultException(
                    "%s: the tables of shard %s are not known: %s".formatted(fault.name(), server.id(), e.getMessage()),
                    e);
        }
    }

    private ShardServer server(Fault fault) {
        return cluster.shard(fault.target().requireShard());
    }

    private static Lock lock(Fault fault) {
        return fault.text("mode").equals("accessExclusive")
                ? new Lock("ACCESS EXCLUSIVE", "ACCESS SHARE", "reading")
                : new Lock(
                        fault.text("mode").replaceAll("([A-Z])", " $1").toUpperCase(Locale.ROOT),
                        "ROW EXCLUSIVE",
                        "writing");
    }

    /**
     * A mode of locks.
     *
     * @param held what the fault holds
     * @param asked what a client needs and can not have then
     * @param use what for
     */
    private record Lock(String held, String asked, String use) {}

    /** A transaction that does one thing and stays open. */
    private static final class OpenTransaction {
        /** Time enough for the transactions that are at work to end; then the fault has failed. */
        private static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '20s'";

        private final ShardSessions sessions;
        private final Duration timeToLive;
        private final String statement;
        private Connection session;

        OpenTransaction(ShardSessions sessions, Duration timeToLive, String statement) {
            this.sessions = sessions;
            this.timeToLive = timeToLive;
            this.statement = statement;
        }

        void open() throws SQLException {
            session = sessions.openHolder(timeToLive);
            session.setAutoCommit(false);
            try (Statement begin = session.createStatement()) {
                begin.execute(LOCK_TIMEOUT);
                begin.execute(statement);
            }
        }

        /** Hanging up is enough; a rollback would fail where the server is gone. */
        void end() throws SQLException {
            if (session != null) {
                session.close();
            }
        }
    }
}
