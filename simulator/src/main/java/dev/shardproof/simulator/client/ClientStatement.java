package dev.shardproof.simulator.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * One SQL statement with positional parameters.
 *
 * @param sql the text with {@code ?} for each parameter
 * @param parameters the values, {@code null} allowed
 * @param observed whether the whole numbers in its result, row by row, are kept
 */
public record ClientStatement(String sql, List<Object> parameters, boolean observed) {
    public ClientStatement {
        Objects.requireNonNull(sql, "sql is null");
        parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
    }

    /** A statement whose result nobody keeps. */
    public ClientStatement(String sql, List<Object> parameters) {
        this(sql, parameters, false);
    }
}
