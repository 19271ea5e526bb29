package dev.shardproof.simulator.fault.wire.postgres;

import java.util.List;
import java.util.Objects;

/**
 * A statement that is about to be executed.
 *
 * @param texts its text, or the beginning of a long one; for SQL's {@code EXECUTE} also that of what it executes
 * @param simple whether it comes by the simple query protocol
 * @param inTransaction whether a transaction block is open when it comes
 * @param syncPoint the number of the server's ReadyForQuery that ends its execution, counted from the first of the connection
 */
public record Statement(List<String> texts, boolean simple, boolean inTransaction, long syncPoint) {

    public Statement {
        texts = List.copyOf(texts);
        texts.forEach(text -> Objects.requireNonNull(text, "text is null"));
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("a statement needs a text");
        }
    }
}
