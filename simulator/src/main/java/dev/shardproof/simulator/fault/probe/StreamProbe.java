package dev.shardproof.simulator.fault.probe;

import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.session.ServerSession;
import dev.shardproof.simulator.fault.Probe;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures how long a subscriber takes to confirm what its publisher has just written into its log, as the publisher sees
 * it. A sample fails if that takes too long, or if nothing is replicated between the two. Samples are milliseconds.
 *
 * <p>A subscription calls itself on the publisher by its own name, as PostgreSQL does by default; so the streams between two
 * servers are the names that both know.
 */
public final class StreamProbe implements Probe {

    private static final Duration DIRECT_PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final double NANOS_PER_MILLI = 1e6;

    private final ServerSession publisher;
    private final ServerSession subscriber;
    private final Duration patience;
    private final LongSupplier nanoTime;

    /**
     * Probes the streams from one server to another.
     *
     * @param patience how long the confirmation may take
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public StreamProbe(ShardServer publisher, ShardServer subscriber, Duration patience, LongSupplier nanoTime) {
        this.publisher = new ServerSession(publisher, publisher.endpoint(), DIRECT_PATIENCE);
        this.subscriber = new ServerSession(subscriber, subscriber.endpoint(), DIRECT_PATIENCE);
        this.patience = Objects.requireNonNull(patience, "patience is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public double sample() throws IOException {
        String names = subscriber.value("SELECT pg_catalog.string_agg(subname, ',') FROM pg_catalog.pg_subscription");
        if (names == null) {
            throw new IOException("the subscriber has no subscription");
        }
        long start = nanoTime.getAsLong();
        // In a transaction, because only a commit makes the log reach the disk, and the subscriber, at once.
        String position =
                publisher.value("SELECT pg_catalog.pg_logical_emit_message(true, 'shardproof', 'probe')::text");
        while (!confirmed(names, position)) {
            if (nanoTime.getAsLong() - start > patience.toNanos()) {
                throw new IOException("the subscriber has not confirmed in time");
            }
            pause();
        }
        return (nanoTime.getAsLong() - start) / NANOS_PER_MILLI;
    }

    private boolean confirmed(String names, String position) throws IOException {
        List<List<String>> behind = publisher.rows(
                "SELECT pg_catalog.bool_and(flush_lsn >= ?::pg_lsn) FROM pg_catalog.pg_stat_replication"
                        + " WHERE application_name = ANY (pg_catalog.string_to_array(?, ','))",
                position,
                names);
        return "t".equals(behind.get(0).get(0));
    }

    /** Waiting is the feature: the confirmation takes its time. */
    private static void pause() throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a subscriber was waited for");
        }
    }

    @Override
    public void close() {
        publisher.close();
        subscriber.close();
    }
}
