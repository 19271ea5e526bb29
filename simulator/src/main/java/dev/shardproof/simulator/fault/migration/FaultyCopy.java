package dev.shardproof.simulator.fault.migration;

import dev.shardproof.simulator.migration.port.Chunk;
import dev.shardproof.simulator.migration.port.ChunkReceipt;
import dev.shardproof.simulator.migration.port.CopyPort;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The copy of one stream, with the faults of {@link FaultyPorts} in it. For one thread at a time. */
final class FaultyCopy implements CopyPort {

    private final CopyPort real;
    private final FaultyPorts faults;
    private final Set<Chunk> left = new LinkedHashSet<>();

    FaultyCopy(CopyPort real, FaultyPorts faults) {
        this.real = real;
        this.faults = faults;
    }

    @Override
    public List<Chunk> chunks() {
        List<Chunk> chunks = real.chunks();
        left.addAll(chunks);
        return chunks;
    }

    @Override
    public ChunkReceipt copy(Chunk chunk, Pace pace) throws InterruptedException {
        faults.step();
        Chunk next = next(chunk);
        left.remove(next);
        Pace disturbed = bytes -> {
            faults.step();
            faults.throttle().pass();
            pace.before(bytes);
        };
        ChunkReceipt receipt = real.copy(next, disturbed);
        if (faults.duplicates().compareAndSet(true, false)) {
            real.copy(next, disturbed);
        }
        return receipt;
    }

    /** The chunk asked for, unless the order is disturbed now, or was before and it is already there. */
    private Chunk next(Chunk asked) {
        if (left.contains(asked) && !faults.reverses().get()) {
            return asked;
        }
        Chunk last = asked;
        for (Chunk chunk : left) {
            last = chunk;
        }
        return last;
    }

    @Override
    public void close() {
        real.close();
    }
}
