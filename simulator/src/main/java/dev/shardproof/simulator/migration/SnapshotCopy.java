package dev.shardproof.simulator.migration;

import dev.shardproof.simulator.migration.port.Chunk;
import dev.shardproof.simulator.migration.port.ChunkReceipt;
import dev.shardproof.simulator.migration.port.CopyPort;
import dev.shardproof.simulator.migration.port.MigrationPorts;
import dev.shardproof.simulator.migration.port.MoveStream;
import dev.shardproof.simulator.migration.progress.MigrationEvent;
import dev.shardproof.simulator.migration.progress.MigrationListener;
import dev.shardproof.simulator.migration.progress.MigrationSummary.StreamSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The copying phase: all streams side by side, chunk by chunk, at one pace. */
final class SnapshotCopy {

    private final List<MoveStream> streams;
    private final MigrationPorts ports;
    private final MigrationListener listener;
    private final CopyPort.Pace pace;
    private final AtomicLong weightDone = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final Map<MoveStream, StreamSummary> summaries = new ConcurrentHashMap<>();
    private final List<CopyPort> open = new ArrayList<>();
    private volatile long weightTotal;

    SnapshotCopy(List<MoveStream> streams, MigrationPorts ports, MigrationControl control, MigrationListener listener) {
        this.streams = streams;
        this.ports = ports;
        this.listener = listener;
        this.pace = bytes -> {
            control.pass();
            control.pace().before(bytes);
        };
    }

    void run() throws InterruptedException {
        try {
            List<MigrationPorts.Step> steps = new ArrayList<>();
            long total = 0;
            for (MoveStream stream : streams) {
                CopyPort port = ports.copy(stream);
                open.add(port);
                List<Chunk> chunks = port.chunks();
                total += chunks.stream().mapToLong(Chunk::weight).sum();
                steps.add(() -> copy(stream, port, chunks));
            }
            weightTotal = total;
            ports.sideBySide(steps);
        } finally {
            close();
        }
    }

    /** Releases the snapshots; idempotent. */
    void close() {
        open.forEach(CopyPort::close);
        open.clear();
    }

    double share() {
        long total = weightTotal;
        return total == 0 ? 0 : (double) weightDone.get() / total;
    }

    long rows() {
        return rows.get();
    }

    long bytes() {
        return bytes.get();
    }

    List<StreamSummary> summaries() {
        return streams.stream()
                .map(summaries::get)
                .filter(summary -> summary != null)
                .toList();
    }

    private void copy(MoveStream stream, CopyPort port, List<Chunk> chunks) throws InterruptedException {
        long begin = ports.clock().nanoTime();
        StreamSummary sum = new StreamSummary(stream, 0, 0, 0, Duration.ZERO);
        for (Chunk chunk : chunks) {
            ChunkReceipt receipt = port.copy(chunk, pace);
            sum = new StreamSummary(
                    stream,
                    sum.rows() + receipt.rows(),
                    sum.bytes() + receipt.bytes(),
                    sum.chunks() + 1,
                    Duration.ofNanos(ports.clock().nanoTime() - begin));
            summaries.put(stream, sum);
            rows.addAndGet(receipt.rows());
            bytes.addAndGet(receipt.bytes());
            weightDone.addAndGet(chunk.weight());
            listener.happened(MigrationEvent.chunk(stream, chunk, receipt));
        }
    }
}
