package dev.shardproof.verifier.pace;

import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.watch.ServerGauge;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A server that says of itself what a test tells it to say. */
public final class InMemoryGauge implements ServerGauge {

    private final String shard;
    public Duration roundTrip = Duration.ofMillis(1);
    public Position position = new Position(false, "system", 100, OptionalLong.empty(), Optional.empty());
    public List<Follower> followers = List.of();
    public List<LogicalSlot> slots = List.of();
    public Optional<SourceException> failure = Optional.empty();
    public int measurements;

    public InMemoryGauge(String shard) {
        this.shard = shard;
    }

    /** A primary that has written so far. */
    public void writes(long bytes) {
        position = new Position(false, "system", bytes, OptionalLong.empty(), Optional.empty());
    }

    @Override
    public String shard() {
        return shard;
    }

    @Override
    public Duration roundTrip() throws SourceException {
        measurements++;
        fail();
        return roundTrip;
    }

    @Override
    public Position position() throws SourceException {
        fail();
        return position;
    }

    @Override
    public List<Follower> followers() throws SourceException {
        measurements++;
        fail();
        return followers;
    }

    @Override
    public List<LogicalSlot> slots() throws SourceException {
        fail();
        return slots;
    }

    private void fail() throws SourceException {
        if (failure.isPresent()) {
            throw failure.get();
        }
    }
}
