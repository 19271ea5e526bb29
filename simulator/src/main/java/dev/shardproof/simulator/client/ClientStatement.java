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
 */
public record ClientStatement(String sql, List<Object> parameters) {
    public ClientStatement {
        Objects.requireNonNull(sql, "sql is null");
        parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
    }
}
