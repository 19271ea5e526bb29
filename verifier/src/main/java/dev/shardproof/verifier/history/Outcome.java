package dev.shardproof.verifier.history;

/** How an operation ended, as its client saw it. */
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

    /** The letter that stands for it in a history file. */
    char code() {
        return code;
    }

    /** @throws IllegalArgumentException if no outcome has that letter */
    static Outcome ofCode(String code) {
        for (Outcome outcome : values()) {
            if (code.length() == 1 && code.charAt(0) == outcome.code) {
                return outcome;
            }
        }
        throw new IllegalArgumentException("outcome '" + code + "': expected A, R or I");
    }
}
