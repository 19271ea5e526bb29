package dev.shardproof.loadgen.workload;

import dev.shardproof.verifier.history.Effect;
import java.util.Objects;

/**
 * What the history is to say about an operation, besides how it ended.
 *
 * @param session the client session that it belongs to, from 0
 * @param effect what it is meant to do
 * @param argument what it is meant to do it with, see {@link Effect}
 * @param openKey whether the history may name the key, which must be a Long then, since it was invented; otherwise a
 *     pseudonym stands for it
 */
public record Intent(long session, Effect effect, long argument, boolean openKey) {

    /** Nothing. */
    public static final Intent NONE = new Intent(0, Effect.NONE, 0, false);

    public Intent {
        Objects.requireNonNull(effect, "effect is null");
        if (session < 0) {
            throw new IllegalArgumentException("session is negative: " + session);
        }
    }
}
