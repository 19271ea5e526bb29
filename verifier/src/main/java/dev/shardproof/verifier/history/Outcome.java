package dev.shardproof.verifier.history;

/**
 * How an operation ended, as its client saw it.
 *
 * <p>The order of the constants is part of the file format: new ones go to the end.
 */
public enum Outcome {
    /** The client was told that it succeeded: a write must be there from now on. */
    ACKNOWLEDGED('A'),
    /** It certainly had no effect: refused, rolled back, or never sent. */
    REJECTED('R'),
    /** Nobody can tell: a time-out, or a connection that broke around the commit. It may have happened. */
    INDETERMINATE('I');

    private final char code;

    Outcome(char code) {
        this.code = code;
    }

    /** The letter that stands for it in a history as text. */
    char code() {
        return code;
    }
}
