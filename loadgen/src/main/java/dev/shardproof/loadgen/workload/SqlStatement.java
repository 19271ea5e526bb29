package dev.shardproof.loadgen.workload;

import java.util.List;
import java.util.Objects;

/**
 * One SQL statement with its values.
 *
 * @param sql the text, with {@code ?} for every value
 * @param parameters the values in the order of the question marks: String, Integer, Long, Boolean, BigDecimal or UUID;
 *     a statement never carries NULL as a parameter
 * @param observed whether the whole numbers in its result, row by row, are what the operation observes
 */
public record SqlStatement(String sql, List<Object> parameters, boolean observed) {
    public SqlStatement {
        Objects.requireNonNull(sql, "sql is null");
        parameters = List.copyOf(parameters);
    }

    /** A statement whose result nobody judges by. */
    public SqlStatement(String sql, List<Object> parameters) {
        this(sql, parameters, false);
    }
}
