package dev.shardproof.simulator.fault.wire;

import dev.shardproof.simulator.fault.wire.postgres.ByteSink;
import dev.shardproof.simulator.fault.wire.toxic.Chunk;
import dev.shardproof.simulator.fault.wire.toxic.Lane;
import dev.shardproof.simulator.fault.wire.toxic.Stream;
import dev.shardproof.simulator.fault.wire.toxic.Toxic;
import dev.shardproof.simulator.fault.wire.toxic.ToxicSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One direction of a connection. While no toxic acts, the relay thread writes what it reads. While toxics act, it puts the
 * bytes into a bounded queue, and a shaping thread takes them through the toxics to the socket; that thread ends when the
 * queue is empty and no toxic acts any more, so there is never more than one writer. Thread-safe.
 */
final class WirePath {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final WireConnection connection;
    private final Stream stream;
    private final Socket source;
    private final Socket sink;
    private final long seed;
    private final Follower follower;
    private final ChunkQueue queue = new ChunkQueue();

    /** All toxics of this direction, also those whose lot spares this connection. Guarded by this. */
    private List<Stage> stages = List.of();

    /** A toxic has ended this direction; what still comes is not read any more. */
    private volatile boolean closedByToxic;

    /** A toxic has ended the other direction, and with it the socket that this one reads. */
    private volatile boolean sourceClosed;

    /** Follows what is said before the toxics on bytes get it. */
    interface Follower {
        void read(byte[] bytes, int length, ByteSink next) throws IOException;

        void end(ByteSink next) throws IOException;
    }

    WirePath(WireConnection connection, Stream stream, Socket source, Socket sink, long seed, Follower follower) {
        this.connection = connection;
        this.stream = stream;
        this.source = source;
        this.sink = sink;
        this.seed = seed;
        this.follower = follower;
    }

    /**
     * Makes exactly those of {@code toxics} act that are meant for this direction. If those stay the same, nothing is
     * disturbed; else the chunk that waits is let go, and the next ones go through the new toxics.
     */
    synchronized void apply(List<ToxicSpec> toxics) {
        List<Stage> changed = toxics.stream()
                .filter(spec -> spec.stream() == stream)
                .map(this::stageOf)
                .toList();
        if (changed.equals(stages)) {
            return;
        }
        stages = changed;
        List<Stage> before = queue.acting();
        List<Stage> acting = stages.stream().filter(Stage::acts).toList();
        if (queue.change(acting)) {
            connection.startShaping(stream, this::shape);
        }
        boolean streamHasHole = before.stream()
                .filter(stage -> stage.toxic().dropsBytes())
                .anyMatch(
                        stage -> acting.stream().noneMatch(other -> other.name().equals(stage.name())));
        if (streamHasHole) {
            connection.cut();
        }
    }

    private Stage stageOf(ToxicSpec spec) {
        return stages.stream()
                .filter(stage -> stage.name().equals(spec.name()))
                .findFirst()
                .map(stage -> stage.updated(spec))
                .orElseGet(() -> Stage.of(spec, seed));
    }

    /** Lets go of everything that waits; its threads end. */
    void stop() {
        queue.stop();
    }

    /** Reads until the end of the stream; the body of the relay thread. */
    void relay() {
        try {
            InputStream in = source.getInputStream();
            OutputStream out = sink.getOutputStream();
            ByteSink next = (bytes, offset, length) -> {
                if (!queue.isShaping() || !queue.put(copyOf(bytes, offset, length))) {
                    out.write(bytes, offset, length);
                }
            };
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                follower.read(buffer, length, next);
            }
            follower.end(next);
            if (!queue.putEnd(System.nanoTime())) {
                passEnd();
            }
        } catch (IOException e) {
            if (!closedByToxic && !(sourceClosed && queue.putEnd(System.nanoTime()))) {
                connection.cut();
            }
        } catch (RuntimeException | StackOverflowError e) {
            connection.broke(e);
        }
    }

    private static Chunk copyOf(byte[] bytes, int offset, int length) {
        return new Chunk(Arrays.copyOfRange(bytes, offset, offset + length), 0, length, System.nanoTime());
    }

    /** Takes queued bytes through the toxics; the body of the shaping thread. */
    private void shape() {
        try {
            Optional<ChunkQueue.Item> next = queue.take();
            while (next.isPresent()) {
                ChunkQueue.Item item = next.get();
                if (item.silence()) {
                    throw closeByToxic();
                } else if (item.chunk() != null) {
                    passOn(item.chunk(), item.stages(), 0);
                } else if (endOf(item)) {
                    passEnd();
                    return;
                }
                next = queue.take();
            }
        } catch (IOException e) {
            if (!closedByToxic) {
                connection.cut();
            }
        } catch (RuntimeException | StackOverflowError e) {
            connection.broke(e);
        }
    }

    private void passOn(Chunk chunk, List<Stage> acting, int index) throws IOException {
        if (index < acting.size()) {
            acting.get(index).toxic().pass(chunk, new StageLane(acting, index));
        } else {
            sink.getOutputStream().write(chunk.bytes(), chunk.offset(), chunk.length());
        }
    }

    /** Whether all toxics let the end through; if not, they changed meanwhile and the new ones are asked. */
    private boolean endOf(ChunkQueue.Item item) throws IOException {
        List<Stage> acting = item.stages();
        for (int i = 0; i < acting.size(); i++) {
            Toxic toxic = acting.get(i).toxic();
            if (!toxic.end(item.endArrivedNanos(), new StageLane(acting, i))) {
                return false;
            }
        }
        return true;
    }

    private void passEnd() throws IOException {
        queue.stop();
        sink.shutdownOutput();
        connection.pathEnded();
    }

    /** As Toxiproxy does it: only this direction ends at once; the other one, when its own toxics let the end through. */
    private IOException closeByToxic() {
        closedByToxic = true;
        queue.stop();
        connection.closeSinkOf(stream);
        return new IOException("closed by a toxic");
    }

    /** The other direction ended by a toxic: what follows is the end of this one. */
    void sourceIsClosed() {
        sourceClosed = true;
    }

    /** The lane of the toxic at {@code index}: forwards to the next one. Used by the shaping thread only. */
    private final class StageLane implements Lane {
        private final List<Stage> acting;
        private final int index;

        StageLane(List<Stage> acting, int index) {
            this.acting = acting;
            this.index = index;
        }

        @Override
        public void forward(Chunk chunk) throws IOException {
            passOn(chunk, acting, index + 1);
        }

        @Override
        public boolean waitUntil(long nanos) throws IOException {
            return queue.waitUntil(nanos);
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public RandomGenerator random() {
            return acting.get(index).random();
        }

        @Override
        public long remembered() {
            return acting.get(index).remembered();
        }

        @Override
        public void remember(long value) {
            acting.get(index).remember(value);
        }

        @Override
        public IOException close() {
            return closeByToxic();
        }

        @Override
        public IOException reset() {
            connection.reset();
            return new IOException("reset by a toxic");
        }
    }
}
