package dev.shardproof.simulator.fault.migration;

import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.session.ServerSession;
import dev.shardproof.simulator.fault.Probe;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Measures how long the migrator has done nothing, as the servers see it: none of its sessions began or ended a statement, and
 * no COPY of it moved a byte. Samples are milliseconds; a migrator without sessions, or without a migration, does not stand
 * still: it is not there, or has nothing to do.
 */
final class StandstillProbe implements Probe {

    private static final double NANOS_PER_MILLI = 1e6;

    private static final String ACTIVITY =
            "SELECT activity.pid, activity.query_start, activity.state_change, copy.bytes_processed"
                    + " FROM pg_catalog.pg_stat_activity activity"
                    + " LEFT JOIN pg_catalog.pg_stat_progress_copy copy ON copy.pid = activity.pid"
                    + " WHERE activity.application_name = ? ORDER BY activity.pid";

    private final List<ServerSession> sessions;
    private final String migrator;
    private final BooleanSupplier atWork;
    private final long longNanos;
    private final LongSupplier nanoTime;
    private List<List<String>> last = List.of();
    private long since;
    private List<List<String>> stoodAt = List.of();

    /**
     * @param migrator what the migrator's sessions call themselves
     * @param atWork whether it has anything to do
     * @param standstill how long it must do nothing to count as standing
     */
    StandstillProbe(
            Collection<ShardServer> servers,
            String migrator,
            BooleanSupplier atWork,
            Duration standstill,
            LongSupplier nanoTime) {
        this.sessions = SumProbe.sessions(servers);
        this.migrator = Objects.requireNonNull(migrator, "migrator is null");
        this.atWork = Objects.requireNonNull(atWork, "atWork is null");
        this.longNanos = standstill.toNanos();
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        this.since = nanoTime.getAsLong();
    }

    @Override
    public double sample() throws IOException {
        List<List<String>> now = new ArrayList<>();
        for (ServerSession session : sessions) {
            now.addAll(session.rows(ACTIVITY, migrator));
        }
        long nanos = nanoTime.getAsLong();
        if (!atWork.getAsBoolean()) {
            now = List.of();
        }
        if (now.isEmpty() || !now.equals(last)) {
            last = now;
            since = nanos;
        }
        if (nanos - since >= longNanos) {
            stoodAt = now;
        }
        return (nanos - since) / NANOS_PER_MILLI;
    }

    /** 1 if nothing has happened since it last stood, else 0: a probe that looks anew, with the sessions of this one. */
    Probe stands() {
        return () -> {
            sample();
            return !stoodAt.isEmpty() && stoodAt.equals(last) ? 1 : 0;
        };
    }

    @Override
    public void close() {
        sessions.forEach(ServerSession::close);
    }
}
