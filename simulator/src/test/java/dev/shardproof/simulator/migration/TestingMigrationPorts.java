package dev.shardproof.simulator.migration;

import dev.shardproof.simulator.migration.port.Chunk;
import dev.shardproof.simulator.migration.port.ChunkReceipt;
import dev.shardproof.simulator.migration.port.CopyPort;
import dev.shardproof.simulator.migration.port.Defect;
import dev.shardproof.simulator.migration.port.MigrationAbortedException;
import dev.shardproof.simulator.migration.port.MigrationClock;
import dev.shardproof.simulator.migration.port.MigrationException;
import dev.shardproof.simulator.migration.port.MigrationPorts;
import dev.shardproof.simulator.migration.port.MoveStream;
import dev.shardproof.simulator.migration.port.ReplicationPort;
import dev.shardproof.simulator.migration.port.ShardPort;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Ports that write down what was asked of them, and fail where a test says so. Time passes only in sleeps. */
final class TestingMigrationPorts implements MigrationPorts {

    final List<String> calls = new ArrayList<>();
    final Map<String, Integer> failures = new HashMap<>();
    Predicate<String> markersArrive = link -> true;
    long lagBytes;
    Runnable onSleep = () -> {};
    Consumer<String> onCall = call -> {};
    private String abort = "";
    private long now;

    /** Makes the next {@code times} calls of that name fail. */
    void fail(String call, int times) {
        failures.put(call, times);
    }

    /** Makes the call of that name an operator's abort. */
    void abortAt(String call) {
        abort = call;
    }

    private void called(String call) {
        calls.add(call);
        onCall.accept(call);
        if (call.equals(abort)) {
            throw new MigrationAbortedException("aborted");
        }
        int left = failures.getOrDefault(call, 0);
        if (left > 0) {
            failures.put(call, left - 1);
            throw new MigrationException(call + " failed");
        }
    }

    @Override
    public ShardPort shard(ShardId shard) {
        return new ShardPort() {
            @Override
            public void prepare() {
                called("prepare " + shard);
            }

            @Override
            public void raiseFence(List<KeyRange> ranges, Duration timeout) {
                called("fence " + shard);
            }

            @Override
            public void lowerFence() {
                called("unfence " + shard);
            }

            @Override
            public void advanceSequences(List<ShardId> others) {
                called("sequences " + shard);
            }

            @Override
            public long deleteRows(List<KeyRange> ranges) {
                called("delete " + shard);
                return 5;
            }

            @Override
            public void restore() {
                called("restore " + shard);
            }
        };
    }

    @Override
    public ReplicationPort forward(MoveStream stream) {
        return new TestingReplication("forward " + stream);
    }

    @Override
    public ReplicationPort reverse(MoveStream stream) {
        return new TestingReplication("reverse " + stream);
    }

    private final class TestingReplication implements ReplicationPort {
        private final String name;
        private final Set<Long> written = new HashSet<>();

        TestingReplication(String name) {
            this.name = name;
        }

        @Override
        public void open() {
            called("open " + name);
        }

        @Override
        public void start() {
            called("start " + name);
        }

        @Override
        public long lagBytes() {
            return lagBytes;
        }

        @Override
        public long writeMarker() {
            long marker = written.size();
            written.add(marker);
            return marker;
        }

        @Override
        public boolean hasMarker(long marker) {
            return written.contains(marker) && markersArrive.test(name);
        }

        @Override
        public void drop() {
            called("drop " + name);
        }
    }

    @Override
    public CopyPort copy(MoveStream stream) {
        return new CopyPort() {
            @Override
            public List<Chunk> chunks() {
                return List.of(new Chunk("t", 0, 10, 10, "t"), new Chunk("t", 10, -1, 5, "t"));
            }

            @Override
            public ChunkReceipt copy(Chunk chunk, Pace pace) throws InterruptedException {
                called("copy " + stream + " " + chunk.description());
                pace.before(1000);
                return new ChunkReceipt(3, 1000, Duration.ofMillis(1), "00000000");
            }

            @Override
            public void close() {
                called("close copy " + stream);
            }
        };
    }

    @Override
    public void plant(Defect defect, MoveStream stream) {
        called("plant " + defect.label());
    }

    @Override
    public void sideBySide(List<Step> steps) throws InterruptedException {
        for (Step step : steps) {
            step.run();
        }
    }

    @Override
    public MigrationClock clock() {
        return new MigrationClock() {
            @Override
            public long nanoTime() {
                return now;
            }

            @Override
            public void sleep(Duration duration) {
                now += duration.toNanos();
                onSleep.run();
            }
        };
    }
}
