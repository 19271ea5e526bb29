package dev.shardproof.verifier.verification;

/** The verification would be wrong or unsafe as it was asked for; the message says why, and what to do. Nothing was read. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    RefusedException(String message) {
        super(message);
    }
}
