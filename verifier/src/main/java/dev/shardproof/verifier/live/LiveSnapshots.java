package dev.shardproof.verifier.live;

import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;

/** Takes ever new snapshots of the same servers; the caller closes them. */
public interface LiveSnapshots {

    /** All sources, now. */
    SnapshotSet sources() throws SourceException, InterruptedException;

    /** All targets, now. */
    SnapshotSet targets() throws SourceException, InterruptedException;
}
