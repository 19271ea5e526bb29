package dev.shardproof.verifier.history;

/**
 * What an operation was meant to do to what its key stands for, so that a judge of the history knows what to expect.
 *
 * <p>The order of the constants is part of the file format: new ones go to the end.
 */
public enum Effect {
    /** Nothing that a history is judged by. */
    NONE('-'),
    /** Reads a register. Observed: its version and the argument of the write that made it; nothing if it is not there. */
    READ('r'),
    /** Writes a register; the argument is unique in the history. Observed: the new version. */
    WRITE('w'),
    /** Removes a register. Observed: the version that it had; nothing if it was not there. */
    DELETE('d'),
    /** Reads a list. Observed: its elements in their order. */
    READ_LIST('l'),
    /** Appends the argument, which is unique in the history, to a list. Observed: the length after that. */
    APPEND('a'),
    /** Inserts the argument, which is unique in the history, and which nobody removes. Observed: nothing. */
    INSERT('i'),
    /** Moves the argument, an amount in cents, from the key to another one. Observed: nothing. */
    TRANSFER('t'),
    /** Reads a sum that never changes, which is the argument. Observed: the sum. */
    SUM('s');

    private final char code;

    Effect(char code) {
        this.code = code;
    }

    /** The letter that stands for it in a history as text. */
    char code() {
        return code;
    }
}
