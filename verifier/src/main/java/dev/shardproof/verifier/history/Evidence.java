package dev.shardproof.verifier.history;

import java.util.List;
import java.util.Objects;

/**
 * What an operation says about the data, by which a judge of the history goes.
 *
 * @param session the client session that it belongs to; operations of one session may overlap in time
 * @param effect what it was meant to do
 * @param argument what it was meant to do it with, see {@link Effect}; 0 if there is none
 * @param observed what it saw, see {@link Effect}; counts only if the operation was acknowledged
 */
public record Evidence(long session, Effect effect, long argument, List<Long> observed) {

    /** Of an operation that no judge of the history looks at. */
    public static final Evidence NONE = new Evidence(0, Effect.NONE, 0, List.of());

    public Evidence {
        Objects.requireNonNull(effect, "effect is null");
        observed = List.copyOf(observed);
        if (session < 0) {
            throw new IllegalArgumentException("session is negative: " + session);
        }
    }
}
