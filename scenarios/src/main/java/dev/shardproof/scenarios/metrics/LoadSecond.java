package dev.shardproof.scenarios.metrics;

import dev.shardproof.simulator.client.ClientCounts;
import java.util.Collection;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** What ended between two looks, about a second apart; or the sum of several. Not thread-safe. */
final class LoadSecond {

    private static final int DIGITS = 2;

    private final long nanoTime;
    private final Histogram reads = new Histogram(DIGITS);
    private final Histogram writes = new Histogram(DIGITS);
    private final Optional<ClientCounts> counts;
    private long readsFailed;
    private long writesFailed;
    private long timedOut;

    /** @param counts what the instances had done by then */
    LoadSecond(long nanoTime, Optional<ClientCounts> counts) {
        this.nanoTime = nanoTime;
        this.counts = counts;
        reads.setAutoResize(true);
        writes.setAutoResize(true);
    }

    void add(boolean write, long latencyMicros, boolean acknowledged, boolean late) {
        if (acknowledged) {
            (write ? writes : reads).recordValue(latencyMicros);
        } else if (write) {
            writesFailed++;
        } else {
            readsFailed++;
        }
        timedOut += late ? 1 : 0;
    }

    static LoadSecond sum(long nanoTime, Collection<LoadSecond> seconds) {
        Optional<ClientCounts> newest =
                seconds.stream().flatMap(second -> second.counts.stream()).reduce((earlier, later) -> later);
        LoadSecond sum = new LoadSecond(nanoTime, newest);
        for (LoadSecond second : seconds) {
            sum.reads.add(second.reads);
            sum.writes.add(second.writes);
            sum.readsFailed += second.readsFailed;
            sum.writesFailed += second.writesFailed;
            sum.timedOut += second.timedOut;
        }
        return sum;
    }

    long nanoTime() {
        return nanoTime;
    }

    Histogram reads() {
        return reads;
    }

    Histogram writes() {
        return writes;
    }

    /** Percentiles are never averaged: the histograms are merged. */
    Histogram all() {
        Histogram all = reads.copy();
        all.setAutoResize(true);
        all.add(writes);
        return all;
    }

    long readsFailed() {
        return readsFailed;
    }

    long writesFailed() {
        return writesFailed;
    }

    long failed() {
        return readsFailed + writesFailed;
    }

    long timedOut() {
        return timedOut;
    }

    long ended() {
        return reads.getTotalCount() + writes.getTotalCount() + failed();
    }

    /** Requests made by then since the load began; 0 if nobody has told. */
    long requests() {
        return counts.map(ClientCounts::requests).orElse(0L);
    }

    /** Requests made since then. */
    long requestsSince(LoadSecond earlier) {
        return counts.isEmpty() || earlier.counts.isEmpty()
                ? 0
                : counts.get().requests() - earlier.counts.get().requests();
    }

    /** Attempts made since then. */
    long attemptsSince(LoadSecond earlier) {
        return counts.isEmpty() || earlier.counts.isEmpty()
                ? 0
                : counts.get().attempts() - earlier.counts.get().attempts();
    }
}
