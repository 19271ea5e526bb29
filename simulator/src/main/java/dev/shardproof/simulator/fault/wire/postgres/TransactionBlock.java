package dev.shardproof.simulator.fault.wire.postgres;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a transaction block is open when a statement comes: what the server said last, and where the client did not
 * wait for its answers, what the statements since then have done. Used by the thread that reads from the client.
 */
final class TransactionBlock {

    private static final Pattern CHANGE = Pattern.compile(
            "\\s*(?:(BEGIN|START\\s+TRANSACTION)"
                    + "|COMMIT|END|ABORT|ROLLBACK(?!\\s+(?:(?:WORK|TRANSACTION)\\s+)?TO\\b)|PREPARE\\s+TRANSACTION)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Session session;
    private boolean inPipeline;
    private boolean open;

    TransactionBlock(Session session) {
        this.session = session;
    }

    /** Whether it is open for this statement; afterwards the statement has had its effect. */
    boolean isOpenFor(String text) {
        if (!inPipeline && session.isQuiet()) {
            open = session.transactionStatus() != 'I';
        }
        inPipeline = true;
        boolean openBefore = open;
        Matcher change = CHANGE.matcher(text);
        if (change.matches()) {
            open = change.group(1) != null;
        }
        return openBefore;
    }

    /** A Query or Sync: the server will tell. */
    void synced() {
        inPipeline = false;
    }
}
