package dev.shardproof.scenarios.metrics;

import dev.shardproof.scenarios.application.ActivityFile;
import dev.shardproof.verifier.guard.GuardMetric;
import dev.shardproof.verifier.guard.Reading;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.HistoryTail;
import dev.shardproof.verifier.history.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the clients have felt in the last seconds, from the history that grows and the instances' activity. Operations that
 * failed count as endless in the percentiles; those that the driver never sent are the driver's and count nowhere. Not
 * thread-safe.
 */
public final class LoadWindow {

    /** How far back the figures look: long enough that one failure in a thousand is more than one request. */
    static final Duration LENGTH = Duration.ofSeconds(10);

    /** The instances write four times a second; a driver that does not for so long hangs or is gone. */
    private static final Duration STALE = Duration.ofSeconds(5);

    /** Statement time-out, and no connection to be had in time. */
    private static final Set<String> TIMED_OUT = Set.of("57014", "55P03");

    private static final double PERCENTILE = 0.99;

    private final Operations history;
    private final Path activity;
    private final InstantSource clock;
    private final Consumer<ClientOperation> listener;
    private final Deque<LoadSecond> seconds = new ArrayDeque<>();
    private long endedInAll;
    private boolean readsSeen;
    private boolean writesSeen;

    /**
     * @param history what has ended since it was last asked
     * @param activity where the instances' activity grows
     * @param clock the wall clock that the activity goes by
     * @param listener told of every operation that has ended
     */
    LoadWindow(Operations history, Path activity, InstantSource clock, Consumer<ClientOperation> listener) {
        this.history = history;
        this.activity = activity;
        this.clock = clock;
        this.listener = listener;
    }

    /** Operations as they end. */
    interface Operations {
        void poll(Consumer<ClientOperation> consumer) throws IOException;
    }

    /** Follows the files of a load process: its history and its instances' activity. */
    public static LoadWindow of(Path history, Path activity, InstantSource clock, Consumer<ClientOperation> listener) {
        return new LoadWindow(new HistoryTail(history)::poll, activity, clock, listener);
    }

    /**
     * Reads what has been added and sums up the last seconds.
     *
     * @param nanoTime when this is, for the readings
     * @throws IOException if a file can not be read, or the driver has stopped writing
     */
    public List<Reading> look(long nanoTime) throws IOException {
        Optional<ActivityFile.Line> line = ActivityFile.newest(activity);
        LoadSecond second = new LoadSecond(nanoTime, line.map(ActivityFile.Line::counts));
        history.poll(operation -> add(second, operation));
        seconds.addLast(second);
        while (nanoTime - seconds.getFirst().nanoTime() > LENGTH.toNanos()) {
            seconds.removeFirst();
        }
        requireFresh(line);
        // Requests that are made count from the first look on, so what had ended by then does not.
        LoadSecond sinceFirst =
                LoadSecond.sum(nanoTime, seconds.stream().skip(1).toList());
        long underWay = second.requests() - endedInAll;
        return readings(nanoTime, sinceFirst, underWay);
    }

    private void add(LoadSecond second, ClientOperation operation) {
        if (operation.notSent()) {
            return;
        }
        listener.accept(operation);
        boolean acknowledged = operation.outcome() == Outcome.ACKNOWLEDGED;
        boolean timedOut = operation.outcome() == Outcome.INDETERMINATE || TIMED_OUT.contains(operation.error());
        second.add(operation.write(), operation.latencyMicros(), acknowledged, timedOut);
        endedInAll++;
        readsSeen |= !operation.write();
        writesSeen |= operation.write();
    }

    private void requireFresh(Optional<ActivityFile.Line> line) throws IOException {
        if (line.isEmpty()) {
            throw new IOException("the load driver has not written its activity yet");
        }
        long ageMicros = clock.millis() * 1_000 - line.get().micros();
        if (ageMicros > STALE.toMillis() * 1_000) {
            throw new IOException(
                    "the load driver has not written its activity for %d s".formatted(ageMicros / 1_000_000));
        }
    }

    private List<Reading> readings(long nanoTime, LoadSecond sinceFirst, long underWay) {
        LoadSecond sum = LoadSecond.sum(nanoTime, seconds);
        long requests = sum.requestsSince(seconds.getFirst());
        // Once all threads wait for a service that hangs, there are not even new requests.
        boolean hangs = sum.ended() == 0 && (requests > 0 || underWay > 0);
        List<Reading> readings = new ArrayList<>();
        readings.add(new Reading(
                GuardMetric.READ_P99, nanoTime, percentile(sum.reads(), sum.readsFailed(), hangs && readsSeen)));
        readings.add(new Reading(
                GuardMetric.WRITE_P99, nanoTime, percentile(sum.writes(), sum.writesFailed(), hangs && writesSeen)));
        readings.add(new Reading(
                GuardMetric.P99, nanoTime, percentile(sum.all(), sum.readsFailed() + sum.writesFailed(), hangs)));
        readings.add(new Reading(GuardMetric.ERROR_RATE, nanoTime, share(sum.failed(), sum.ended())));
        readings.add(new Reading(GuardMetric.TIMEOUT_RATE, nanoTime, share(sum.timedOut(), sum.ended())));
        // An answer can belong to a request from before the window, so the share can seem to be above one.
        OptionalDouble goodput =
                hangs ? OptionalDouble.of(0) : share(sinceFirst.ended() - sinceFirst.failed(), requests);
        readings.add(new Reading(
                GuardMetric.GOODPUT,
                nanoTime,
                goodput.isPresent() ? OptionalDouble.of(Math.min(1, goodput.getAsDouble())) : goodput));
        readings.add(new Reading(
                GuardMetric.RETRY_AMPLIFICATION, nanoTime, share(sum.attemptsSince(seconds.getFirst()), requests)));
        return readings;
    }

    private static OptionalDouble share(long part, long all) {
        return all <= 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / all);
    }

    private static OptionalDouble percentile(org.HdrHistogram.Histogram succeeded, long failed, boolean hangs) {
        long all = succeeded.getTotalCount() + failed;
        if (all == 0) {
            return hangs ? OptionalDouble.of(Double.POSITIVE_INFINITY) : OptionalDouble.empty();
        }
        long rank = (long) Math.ceil(PERCENTILE * all);
        if (rank > succeeded.getTotalCount()) {
            return OptionalDouble.of(Double.POSITIVE_INFINITY);
        }
        return OptionalDouble.of(succeeded.getValueAtPercentile(100.0 * rank / succeeded.getTotalCount()) / 1e6);
    }
}
