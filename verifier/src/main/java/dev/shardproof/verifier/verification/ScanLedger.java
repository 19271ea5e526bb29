package dev.shardproof.verifier.verification;

import dev.shardproof.verifier.pace.PaceListener;
import dev.shardproof.verifier.pace.PoliteScan;
import dev.shardproof.verifier.pace.ScanProgress;
import dev.shardproof.verifier.pace.Sleeper;
import dev.shardproof.verifier.pace.SnapshotAge;
import dev.shardproof.verifier.pace.WaitReason;
import dev.shardproof.verifier.plan.Manners;
import dev.shardproof.verifier.report.CostReport;
import dev.shardproof.verifier.source.Pace;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.watch.ServerGauge;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collection;
import java.util.function.LongSupplier;

/** The pace of one verification, and the account of what it cost. Thread-safe. */
final class ScanLedger implements Pace, PaceListener {

    private final PoliteScan polite;
    private final SnapshotAge age;
    private final ScanProgress progress;
    private final VerificationListener listener;
    private final LongSupplier nanoTime;
    private long rows;
    private long chunks;
    private long first = -1;
    private long last;
    private volatile boolean refused;

    ScanLedger(
            Manners manners,
            Collection<? extends ServerGauge> gauges,
            VerificationListener listener,
            LongSupplier nanoTime) {
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.age = new SnapshotAge(manners.maxSnapshotAge(), nanoTime);
        this.progress = new ScanProgress(nanoTime, listener::progress);
        this.polite = new PoliteScan(manners, gauges, 0, Files::exists, Sleeper.REAL, nanoTime, this);
    }

    /** How old the snapshots are. */
    SnapshotAge age() {
        return age;
    }

    ScanProgress progress() {
        return progress;
    }

    void requireMeasurable() throws SourceException {
        polite.requireMeasurable();
    }

    /** Whether something was not read since there was no time left, or a server could not be watched any more. */
    boolean refused() {
        return refused;
    }

    @Override
    public void await(String shard) throws SourceException, InterruptedException {
        if (age.tooOld()) {
            refused = true;
            throw new SourceException(
                    ("the snapshots are older than the limit of %s, and hold back vacuum on the servers:"
                                    + " what was not read by now is not judged. Raise --max-snapshot-age, verify fewer tables at"
                                    + " once, resume, or use --live, which takes new snapshots for each table")
                            .formatted(
                                    age.age().minus(Duration.ofNanos(age.age().toNanosPart()))));
        }
        try {
            polite.await(shard);
        } catch (SourceException e) {
            refused = true;
            throw e;
        }
        synchronized (this) {
            first = first < 0 ? nanoTime.getAsLong() : first;
        }
    }

    @Override
    public void done(ScannedChunk chunk) {
        polite.done(chunk);
    }

    @Override
    public void skipped(String shard, String table, long pages) {
        progress.skipped(shard, table, pages);
    }

    @Override
    public void read(ScannedChunk chunk) {
        synchronized (this) {
            rows += chunk.rows();
            chunks++;
            last = nanoTime.getAsLong();
        }
        progress.read(chunk);
    }

    @Override
    public void paused(String shard, WaitReason reason, String why) {
        listener.paused(why);
    }

    @Override
    public void resumed(String shard, WaitReason reason, Duration waited) {
        listener.resumed(waited);
    }

    synchronized CostReport cost() {
        return new CostReport(
                rows,
                -1,
                chunks,
                first < 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, last - first)),
                age.longest(),
                polite.paused());
    }
}
