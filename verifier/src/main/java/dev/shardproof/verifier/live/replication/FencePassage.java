package dev.shardproof.verifier.live.replication;

import java.util.Objects;

/**
 * What a fence can promise of the targets.
 *
 * @param passed whether everything that could be waited for has arrived
 * @param complete whether that was all that leads from the sources to the targets; if not, only time was waited for
 * @param note in words, why it was not passed or is not complete; empty if it is both
 */
public record FencePassage(boolean passed, boolean complete, String note) {
    public FencePassage {
        Objects.requireNonNull(note, "note is null");
    }

    /** Whether the targets certainly have everything that the sources had when the fence was raised. */
    public boolean proven() {
        return passed && complete;
    }
}
