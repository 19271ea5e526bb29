package dev.shardproof.loadgen.driver;

import dev.shardproof.verifier.history.ClientOperation;

/** Learns what became of one released operation. Exactly one method is called, once, from any thread. */
public interface OperationListener {

    /** It ended; also called for one that was due but not sent, and for one that was given up at the end. */
    void ended(ClientOperation operation);

    /** It was not due any more when it was released: there is nothing to report. */
    void skipped();
}
