package dev.shardproof.verifier.checkpoint;

import java.io.IOException;

/** A file is no checkpoint, or one of another verification. The message says what to do. */
public final class ForeignCheckpointException extends IOException {

    private static final long serialVersionUID = 1;

    public ForeignCheckpointException(String message) {
        super(message);
    }
}
