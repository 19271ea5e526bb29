package dev.shardproof.simulator.migration;

import dev.shardproof.simulator.migration.port.MigrationPorts;
import dev.shardproof.simulator.migration.port.MoveStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes everything back that a migration has done before its switch: replication, fences, rows on the targets, what
 * {@code prepare} changed. The sources have owned everything all the while. For one thread.
 */
final class Undoing {

    /** How often each step is tried. All of them are idempotent. */
    private static final int ATTEMPTS = 3;

    private final List<MoveStream> streams;
    private final MigrationPorts ports;
    private final SnapshotCopy copy;
    private final ReplicationLinks forward;
    private final ReplicationLinks reverse;

    Undoing(
            List<MoveStream> streams,
            MigrationPorts ports,
            SnapshotCopy copy,
            ReplicationLinks forward,
            ReplicationLinks reverse) {
        this.streams = streams;
        this.ports = ports;
        this.copy = copy;
        this.forward = forward;
        this.reverse = reverse;
    }

    /** Puts everything back as it was; what fails is added to {@code cause}, and the rest goes on. */
    void run(Exception cause) {
        steps().forEach(step -> attempt(step, cause));
    }

    private List<Runnable> steps() {
        List<Runnable> steps = new ArrayList<>();
        steps.add(copy::close);
        streams.forEach(stream -> steps.add(() -> forward.drop(stream)));
        Set<MoveStream> cut = new HashSet<>();
        streams.forEach(stream -> steps.add(() -> {
            reverse.drop(stream);
            cut.add(stream);
        }));
        ShardRanges.given(streams)
                .keySet()
                .forEach(source -> steps.add(() -> ports.shard(source).lowerFence()));
        for (MoveStream stream : streams) {
            steps.add(() -> {
                // As long as the way back is open, the source would lose what is deleted on the target.
                if (cut.contains(stream)) {
                    ports.shard(stream.target()).deleteRows(stream.ranges());
                }
            });
        }
        ShardRanges.shards(streams)
                .forEach(shard -> steps.add(() -> ports.shard(shard).restore()));
        return steps;
    }

    /** A session that broke is replaced when it is used again, so what failed by one may succeed the next time. */
    private static void attempt(Runnable step, Exception cause) {
        RuntimeException failure = null;
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                step.run();
                return;
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != cause) {
            cause.addSuppressed(failure);
        }
    }
}
