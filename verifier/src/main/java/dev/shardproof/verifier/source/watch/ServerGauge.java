package dev.shardproof.verifier.source.watch;

import dev.shardproof.verifier.source.SourceException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** What one server says of its own state, now and outside of any snapshot. Thread-safe. */
public interface ServerGauge {

    /** The shard's name. */
    String shard();

    /** How long the server takes to answer the least that it can be asked: the median of a few. */
    Duration roundTrip() throws SourceException;

    /** How far it has written. */
    Position position() throws SourceException;

    /**
     * The servers that follow this one.
     *
     * @throws SourceException also if this role may not see how far they are; the message says what to grant
     */
    List<Follower> followers() throws SourceException;

    /** The slots that keep logical changes of this database for whoever applies them elsewhere. */
    List<LogicalSlot> slots() throws SourceException;

    /**
     * How far a server has written.
     *
     * @param standby whether it is a replica
     * @param system what tells this cluster from others; a replica shares it with its primary
     * @param bytes the position up to which it has written, or replayed on a standby, in bytes of its log
     * @param received the position up to which a standby has received; empty on a primary and where it does not stream
     * @param replayedAge how long ago the last transaction was made that a standby has replayed; by both servers' clocks
     */
    record Position(boolean standby, String system, long bytes, OptionalLong received, Optional<Duration> replayedAge) {
        public Position {
            Objects.requireNonNull(system, "system is null");
            Objects.requireNonNull(received, "received is null");
            Objects.requireNonNull(replayedAge, "replayedAge is null");
        }

        /** Whether a standby has received more than it has replayed, or can not tell. */
        public boolean replaying() {
            return standby && (received.isEmpty() || received.getAsLong() > bytes);
        }
    }

    /**
     * A server, or an apply process, that follows.
     *
     * @param name the name it gives itself; untrusted
     * @param replayed the position that it has replayed; empty if it does not say
     * @param lag what the server measured; empty when the follower has caught up
     */
    record Follower(String name, OptionalLong replayed, Optional<Duration> lag) {
        public Follower {
            Objects.requireNonNull(name, "name is null");
            Objects.requireNonNull(replayed, "replayed is null");
            Objects.requireNonNull(lag, "lag is null");
        }
    }

    /**
     * A slot that carries logical changes away.
     *
     * @param name its name
     * @param active whether somebody reads from it now
     * @param confirmed the position up to which everything is applied and safe at the reader; empty if not known
     * @param usable false if the server has given it up, so that it can never be read to its end
     */
    record LogicalSlot(String name, boolean active, OptionalLong confirmed, boolean usable) {
        public LogicalSlot {
            Objects.requireNonNull(name, "name is null");
            Objects.requireNonNull(confirmed, "confirmed is null");
        }
    }
}
