package dev.shardproof.simulator.fault.wire.toxic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A lane in virtual time: a wait is over at once and moves the clock; what comes out is kept with its time. */
final class TestingLane implements Lane {

    /** A chunk that came out, and when, in milliseconds. */
    record Out(String text, long atMillis) {}

    private final List<Out> out = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(42);
    private long nowNanos;
    private long remembered;
    private boolean toxicsChange;
    private String ending = "open";

    /** From now on every wait is cut short, as by a change of the toxics. */
    void changeToxics() {
        toxicsChange = true;
    }

    List<Out> out() {
        return out;
    }

    String allText() {
        return String.join("", out.stream().map(Out::text).toList());
    }

    String ending() {
        return ending;
    }

    long nowMillis() {
        return nowNanos / 1_000_000;
    }

    static Chunk chunk(String text, long arrivedMillis) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return new Chunk(bytes, 0, bytes.length, arrivedMillis * 1_000_000);
    }

    @Override
    public void forward(Chunk chunk) {
        out.add(new Out(
                new String(chunk.bytes(), chunk.offset(), chunk.length(), StandardCharsets.US_ASCII), nowMillis()));
    }

    @Override
    public boolean waitUntil(long nanos) {
        if (toxicsChange) {
            return false;
        }
        nowNanos = Math.max(nowNanos, nanos);
        return true;
    }

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public long remembered() {
        return remembered;
    }

    @Override
    public void remember(long value) {
        remembered = value;
    }

    @Override
    public IOException close() {
        ending = "closed";
        return new IOException(ending);
    }

    @Override
    public IOException reset() {
        ending = "reset";
        return new IOException(ending);
    }
}
