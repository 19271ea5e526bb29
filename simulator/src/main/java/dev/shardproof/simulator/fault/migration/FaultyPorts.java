package dev.shardproof.simulator.fault.migration;

import dev.shardproof.simulator.migration.port.CopyPort;
import dev.shardproof.simulator.migration.port.Defect;
import dev.shardproof.simulator.migration.port.MigrationAbortedException;
import dev.shardproof.simulator.migration.port.MigrationClock;
import dev.shardproof.simulator.migration.port.MigrationPorts;
import dev.shardproof.simulator.migration.port.MoveStream;
import dev.shardproof.simulator.migration.port.ReplicationPort;
import dev.shardproof.simulator.migration.port.ShardPort;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * The migrator's ports with faults in them. Without a fault they do what the real ones do. What tidies up is never
 * disturbed: dropping, restoring, lowering a fence. The migrator's threads and the one that injects may differ.
 */
public final class FaultyPorts implements MigrationPorts {

    private final MigrationPorts real;
    private final Gate steps = new Gate("a fault");
    private final Gate throttle = new Gate("a stuck throttle");
    private final AtomicReference<BooleanSupplier> abort = new AtomicReference<>();
    private final AtomicBoolean duplicates = new AtomicBoolean();
    private final AtomicBoolean reverses = new AtomicBoolean();

    /** Decorates {@code real}, which stays the caller's. */
    public FaultyPorts(MigrationPorts real) {
        this.real = Objects.requireNonNull(real, "real is null");
    }

    /** Where every step has to pass. */
    Gate steps() {
        return steps;
    }

    /** Where every byte that is copied has to pass. */
    Gate throttle() {
        return throttle;
    }

    /** The next step of a migration that can still be aborted fails as by an operator, once; null lets it go on. */
    void abortWhile(BooleanSupplier abortable) {
        abort.set(abortable);
    }

    /** While set, the next chunk is handed over twice; that clears it. */
    AtomicBoolean duplicates() {
        return duplicates;
    }

    /** While set, each copy goes through what is left of its chunks from the end. */
    AtomicBoolean reverses() {
        return reverses;
    }

    /** Before each step that can be disturbed. */
    void step() {
        steps.passOrFail();
        BooleanSupplier abortable = abort.get();
        if (abortable != null && abortable.getAsBoolean() && abort.compareAndSet(abortable, null)) {
            throw new MigrationAbortedException("the operator has aborted the migration");
        }
    }

    @Override
    public ShardPort shard(ShardId shard) {
        ShardPort port = real.shard(shard);
        return new ShardPort() {
            @Override
            public void prepare() {
                step();
                port.prepare();
            }

            @Override
            public void raiseFence(List<KeyRange> ranges, Duration timeout) throws InterruptedException {
                step();
                port.raiseFence(ranges, timeout);
            }

            @Override
            public void lowerFence() {
                port.lowerFence();
            }

            @Override
            public void advanceSequences(List<ShardId> others) {
                step();
                port.advanceSequences(others);
            }

            @Override
            public long deleteRows(List<KeyRange> ranges) {
                return port.deleteRows(ranges);
            }

            @Override
            public void restore() {
                port.restore();
            }
        };
    }

    @Override
    public ReplicationPort forward(MoveStream stream) {
        return replication(real.forward(stream));
    }

    @Override
    public ReplicationPort reverse(MoveStream stream) {
        return replication(real.reverse(stream));
    }

    private ReplicationPort replication(ReplicationPort port) {
        return new ReplicationPort() {
            @Override
            public void open() {
                step();
                port.open();
            }

            @Override
            public void start() {
                step();
                port.start();
            }

            @Override
            public long lagBytes() {
                step();
                return port.lagBytes();
            }

            @Override
            public long writeMarker() {
                step();
                return port.writeMarker();
            }

            @Override
            public boolean hasMarker(long marker) {
                step();
                return port.hasMarker(marker);
            }

            @Override
            public void drop() {
                port.drop();
            }
        };
    }

    @Override
    public CopyPort copy(MoveStream stream) {
        step();
        return new FaultyCopy(real.copy(stream), this);
    }

    @Override
    public void plant(Defect defect, MoveStream stream) {
        real.plant(defect, stream);
    }

    @Override
    public void sideBySide(List<Step> work) throws InterruptedException {
        real.sideBySide(work);
    }

    @Override
    public MigrationClock clock() {
        return real.clock();
    }
}
