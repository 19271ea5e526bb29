package dev.shardproof.verifier.pace;

import dev.shardproof.verifier.source.Pace.ScannedChunk;
import java.time.Duration;

/** Hears of pauses and of progress. Called from the scanning threads, at the same time; must return soon. */
public interface PaceListener {

    /** Hears nothing. */
    PaceListener SILENT = new PaceListener() {};

    /**
     * A pause begins; called once for each.
     *
     * @param shard the shard that is spared; empty if all are
     * @param why in words, with the figure and its limit
     */
    default void paused(String shard, WaitReason reason, String why) {}

    /** That pause is over. */
    default void resumed(String shard, WaitReason reason, Duration waited) {}

    /** A chunk was read. */
    default void read(ScannedChunk chunk) {}
}
