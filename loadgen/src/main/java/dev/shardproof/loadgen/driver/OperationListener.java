package dev.shardproof.loadgen.driver;

import dev.shardproof.verifier.history.ClientOperation;

/** Hears of every operation that was due. Called by many threads at the same time. */
public interface OperationListener {

    /** Hears nothing. */
    OperationListener NONE = new OperationListener() {
        @Override
        public void began() {
            // Nobody wants to know.
        }

        @Override
        public void ended(ClientOperation operation) {
            // As above.
        }
    };

    /** One is about to be handed to the target; {@link #ended} follows. */
    void began();

    /** One ended: also called for one that was due but not sent, without {@link #began}. */
    void ended(ClientOperation operation);
}
