package dev.shardproof.simulator.migration;

import dev.shardproof.simulator.migration.port.MigrationException;
import dev.shardproof.simulator.migration.port.MigrationPorts;
import dev.shardproof.simulator.migration.port.MoveStream;
import dev.shardproof.simulator.migration.progress.MigrationListener;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Gives the moved ranges back to their sources after the switch. The sources have followed by reverse replication all
 * the while, so nothing is copied: fence, wait for the last changes, switch. For one thread.
 */
final class SwitchBack {

    private final List<MoveStream> streams;
    private final MigrationPorts ports;
    private final ReplicationLinks reverse;
    private final RoutingSwitch routing;
    private final Duration fenceTimeout;
    private final MigrationListener listener;

    SwitchBack(
            List<MoveStream> streams,
            MigrationPorts ports,
            ReplicationLinks reverse,
            RoutingSwitch routing,
            Duration fenceTimeout,
            MigrationListener listener) {
        this.streams = streams;
        this.ports = ports;
        this.reverse = reverse;
        this.routing = routing;
        this.fenceTimeout = fenceTimeout;
        this.listener = listener;
    }

    /**
     * Fences the moved ranges on both sides, waits until the sources have everything, lets the judge look, and switches.
     *
     * @param from the topology now
     * @param to the topology wanted, one epoch later
     * @throws MigrationException if that fails; the targets own the ranges then and take writes, as before
     */
    void change(Topology from, Topology to) throws InterruptedException {
        try {
            // A shard that gives and receives has one fence: both kinds of ranges must be behind it.
            for (Map.Entry<ShardId, List<KeyRange>> shard :
                    ShardRanges.touched(streams).entrySet()) {
                ports.shard(shard.getKey()).raiseFence(shard.getValue(), fenceTimeout);
            }
            reverse.awaitMarkers(fenceTimeout, "the last changes before the way back");
            listener.fencedBack();
            for (MoveStream stream : streams) {
                ports.shard(stream.source()).advanceSequences(List.of(stream.target()));
            }
            routing.change(from.epoch(), to);
        } catch (RuntimeException | InterruptedException e) {
            if (!routing.inDoubt()) {
                refence(ShardRanges.given(streams));
            }
            throw e;
        }
        // Whoever still routes by the epoch before must not find a target that takes the write.
        refence(ShardRanges.received(streams));
    }

    /** Cuts the replication and removes the rows that have moved back from the targets. How many there were. */
    long cleanUp() {
        reverse.dropAll();
        long removed = 0;
        for (Map.Entry<ShardId, List<KeyRange>> target :
                ShardRanges.received(streams).entrySet()) {
            removed += ports.shard(target.getKey()).deleteRows(target.getValue());
        }
        return removed;
    }

    private void refence(Map<ShardId, List<KeyRange>> wanted) throws InterruptedException {
        for (ShardId shard : ShardRanges.touched(streams).keySet()) {
            if (wanted.containsKey(shard)) {
                ports.shard(shard).raiseFence(wanted.get(shard), fenceTimeout);
            } else {
                ports.shard(shard).lowerFence();
            }
        }
    }
}
