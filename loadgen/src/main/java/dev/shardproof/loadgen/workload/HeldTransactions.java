package dev.shardproof.loadgen.workload;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The operations of another workload, some of which think before they commit: their transaction stays open, with its locks
 * and its snapshot, although all is done. Operations on every shard never do.
 *
 * <p>The thinking is sleep on the server, in pieces, for an application's statement time-out is about statements and not
 * about transactions. Each piece is a statement, so that an operation that was one statement becomes a transaction.
 */
public final class HeldTransactions implements Workload {

    private static final String SLEEP = "SELECT pg_sleep(?)";

    private final Workload workload;
    private final double share;
    private final List<SqlStatement> thinking;

    /**
     * @param share of the operations, from 0 to 1
     * @param length how long each of them stays open, above 0
     * @param piece the longest that one statement may take, above 0
     */
    public HeldTransactions(Workload workload, double share, Duration length, Duration piece) {
        this.workload = Objects.requireNonNull(workload, "workload is null");
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share %s of held transactions: it must be 0 to 1".formatted(share));
        }
        if (length.toMillis() < 1 || piece.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "held for %s in pieces of %s: both must be at least 1 ms".formatted(length, piece));
        }
        this.share = share;
        this.thinking = pieces(length.toMillis(), piece.toMillis());
    }

    private static List<SqlStatement> pieces(long millis, long piece) {
        List<SqlStatement> statements = new ArrayList<>();
        for (long left = millis; left > 0; left -= piece) {
            statements.add(new SqlStatement(SLEEP, List.of(BigDecimal.valueOf(Math.min(left, piece), 3))));
        }
        return statements;
    }

    @Override
    public Operation next(long number, RandomGenerator random) {
        Operation operation = workload.next(number, random);
        // Drawn for every operation and after it, so that the others are what they are without held ones.
        boolean held = random.nextDouble() < share;
        if (!held || operation.everyShard()) {
            return operation;
        }
        List<SqlStatement> statements = new ArrayList<>(operation.statements());
        statements.addAll(thinking);
        return operation.with(statements);
    }

    @Override
    public List<String> operationNames() {
        return workload.operationNames();
    }
}
